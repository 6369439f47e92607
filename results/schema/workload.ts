import { z } from "zod";
import { noiseSchema } from "./noise.ts";

/** Percentiles in nanoseconds; one that has too few samples beyond it is absent, never zero. */
export const latencySchema = z.object({
	p50: z.number().optional(),
	p90: z.number().optional(),
	p99: z.number().optional(),
	p999: z.number().optional(),
	p9999: z.number().optional(),
	max: z.number().optional(),
	mean: z.number().optional(),
});
export type LatencyNs = z.infer<typeof latencySchema>;

/**
 * A log-linear histogram, sparse: `counts[i]` operations fell into bucket `indices[i]`.
 * Bucket bounds follow from `subBucketBits` (see harness/load/histogram.ts).
 */
export const histogramSchema = z.object({
	unit: z.literal("ns"),
	subBucketBits: z.number().int(),
	indices: z.array(z.number().int()),
	counts: z.array(z.number().int()),
	max: z.number(),
	sum: z.number(),
});
export type EncodedHistogram = z.infer<typeof histogramSchema>;

/** How operations arrived in an open loop; absent in a closed one. */
export const arrivalSchema = z.object({
	kind: z.enum(["fixed", "poisson"]),
	/** Asked for, over all workers. */
	operationsPerSecond: z.number(),
});

/**
 * Of the same operations by where the time starts: `intended` start (open loop), `submitted` when
 * the loop took them up, the `call` alone. `pacing`: how late the harness itself was.
 */
const perTiming = <Schema extends z.ZodType>(schema: Schema) =>
	z.object({ intended: schema, submitted: schema, call: schema, pacing: schema }).partial();

export const intervalSchema = z.object({
	startMs: z.number(),
	operations: z.number(),
	iops: z.number(),
	errors: z.number().optional(),
	/** Within 7 %; `latencyNs` of the whole run is exact to its histogram. */
	p50Ns: z.number().optional(),
	p99Ns: z.number().optional(),
	maxNs: z.number().optional(),
	/**
	 * Latencies, coarse, for a heat map: `first:count,count,..` from bucket `first` on, buckets as in
	 * a histogram of `subBucketBits` 2. One text: the record has a line for each number of a list.
	 */
	cells: z.string().optional(),
});
export type IntervalResult = z.infer<typeof intervalSchema>;

/** The search for the highest rate that keeps a latency limit. */
export const limitSearchSchema = z.object({
	percentile: z.string(),
	latencyNsMax: z.number(),
	/** Highest rate that kept the limit, and lowest that broke it. */
	keptPerSecond: z.number().optional(),
	brokenPerSecond: z.number().optional(),
	trials: z.array(
		z.object({
			operationsPerSecond: z.number(),
			operations: z.number(),
			/** Operations that took longer than the limit. */
			over: z.number(),
			verdict: z.enum(["kept", "broken", "unsure"]),
		}),
	),
});
export type LimitSearch = z.infer<typeof limitSearchSchema>;

export const workloadResultSchema = z.object({
	id: z.string(),
	title: z.string(),
	/** `measured`, or why there is no number; a failing engine's numbers are not shown. */
	outcome: z.enum([
		"measured",
		"invalid",
		"not-applicable",
		"could-not-run",
		/** In rounds until steady state, and it was not reached; the rounds are in `details`. */
		"not-steady",
		/** The rate, or the latency limit, is beyond this engine: what was reached is in `details`. */
		"unreachable",
		"failed",
		"crashed",
		"hung",
	]),
	message: z.string(),
	blockBytes: z.number(),
	readPercent: z.number(),
	queueDepth: z.number(),
	batchSize: z.number(),
	workers: z.number(),
	durationMs: z.number(),
	operations: z.number().optional(),
	errors: z.number().optional(),
	iops: z.number().optional(),
	latencyNs: latencySchema.optional(),
	/** The same workload on the null engine: nanoseconds an operation of harness alone. */
	floorNs: z.number().optional(),
	ceilingIops: z.number().optional(),
	cpuNsPerOperation: z.number().optional(),
	verifiedBlocks: z.number().optional(),
	mismatchedBlocks: z.number().optional(),
	warnings: z.array(z.string()),
	/** That of `latencyNs`: from the intended start in an open loop, else from the submission. */
	histogram: histogramSchema.optional(),
	arrival: arrivalSchema.optional(),
	latencies: perTiming(latencySchema).optional(),
	histograms: perTiming(histogramSchema).optional(),
	/** The time series; a second each unless the run is short or very long. */
	intervals: z.array(intervalSchema).optional(),
	/** Of a run in turns with others: operations a second in each turn; see load/turns.ts. */
	slices: z
		.object({ iops: z.array(z.number()), inTurnsNs: z.number(), betweenNs: z.number() })
		.optional(),
	search: limitSearchSchema.optional(),
	/** While it was measured; the record's own is over the whole run. */
	noise: noiseSchema.optional(),
	details: z.record(z.string(), z.unknown()).optional(),
});
export type WorkloadResult = z.infer<typeof workloadResultSchema>;
