import { z } from "zod";

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

export const workloadResultSchema = z.object({
	id: z.string(),
	title: z.string(),
	/** `measured`, or why there is no number; a failing engine's numbers are not shown. */
	outcome: z.enum([
		"measured",
		"invalid",
		"not-applicable",
		"could-not-run",
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
	histogram: histogramSchema.optional(),
	details: z.record(z.string(), z.unknown()).optional(),
});
export type WorkloadResult = z.infer<typeof workloadResultSchema>;
