import { z } from "zod";
import { checkResultSchema } from "./check.ts";
import { noiseSchema } from "./noise.ts";
import { swapResultSchema } from "./swap.ts";
import { gateVerdictSchema, runVerdictSchema } from "./verdict.ts";
import { schemaVersion } from "./version.ts";
import { workloadResultSchema } from "./workload.ts";

/** What preflight saw in the file, without running it. `refusal` findings end the run. */
export const findingSchema = z.object({
	id: z.string(),
	severity: z.enum(["refusal", "failure", "warning", "note"]),
	message: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

export const engineResultSchema = z.object({
	name: z.string(),
	/** A baseline is measured and swapped, not judged. Default: candidate. */
	role: z.enum(["candidate", "baseline"]).optional(),
	vendor: z.string(),
	version: z.string(),
	path: z.string(),
	/** sha256 of the file that was loaded. */
	digest: z.string(),
	fileBytes: z.number(),
	capabilities: z.array(z.string()),
	guarantees: z.array(z.string()),
	findings: z.array(findingSchema),
	checks: z.array(checkResultSchema),
	workloads: z.array(workloadResultSchema),
	swaps: z.array(swapResultSchema),
});
export type EngineResult = z.infer<typeof engineResultSchema>;

export const gateResultSchema = z.object({
	id: z.string(),
	engine: z.string(),
	result: gateVerdictSchema,
	observed: z.string(),
	threshold: z.string(),
	message: z.string(),
	severity: z.enum(["hard", "advisory"]),
});
export type GateResult = z.infer<typeof gateResultSchema>;

export const targetSchema = z.object({
	path: z.string(),
	kind: z.enum(["file", "block-device"]),
	fileSystem: z.string(),
	sizeBytes: z.number(),
	/** Proven on this target, not assumed from an open() that succeeded. */
	directIo: z.enum(["proven", "refused", "buffered"]),
});
export type TargetFacts = z.infer<typeof targetSchema>;

export const hostSchema = z.object({
	hostname: z.string(),
	kernel: z.string(),
	cpuModel: z.string(),
	cpuCount: z.number(),
	memoryBytes: z.number(),
	bunVersion: z.string(),
	virtualised: z.boolean(),
});
export type HostFacts = z.infer<typeof hostSchema>;

export const runErrorSchema = z.object({
	/** Where in the harness: a check id, a workload id or a room. */
	where: z.string(),
	message: z.string(),
});
export type RunError = z.infer<typeof runErrorSchema>;

/** What the run set out to do: what is missing afterwards was not shown, so it is no pass. */
export const planSchema = z.object({
	/** Every engine has a result for each of these, `not-applicable` included. */
	checks: z.array(z.string()),
	workloads: z.array(z.string()),
	/** `from` and `to` as in the swap results; `count` is how many swaps were asked for. */
	swaps: z.array(z.object({ id: z.string(), from: z.string(), to: z.string(), count: z.number() })),
});
export type RunPlan = z.infer<typeof planSchema>;

/** Of a run that was one of several parts of a plan (`--shard 2/4`); `assay merge` joins them. */
export const shardSchema = z.object({
	/** From 1 on. */
	index: z.number(),
	count: z.number(),
	/** Of all shards; the record's own `plan` is this one's part of it. */
	whole: planSchema,
});
export type Shard = z.infer<typeof shardSchema>;

export const partSchema = z.object({
	shard: z.string(),
	hostname: z.string(),
	startedAt: z.string(),
	endedAt: z.string(),
	/** Of the part alone. */
	verdict: runVerdictSchema,
});

/** `--baseline` of which only the numbers of earlier runs are left: what gates compare with. */
export const baselineNumbersSchema = z.object({
	name: z.string(),
	version: z.string(),
	digest: z.string(),
	/** When the runs began. */
	runs: z.array(z.string()),
	/** One value a run, named as gates name them. */
	values: z.array(
		z.object({ workload: z.string(), metric: z.string(), values: z.array(z.number()) }),
	),
});
export type BaselineNumbers = z.infer<typeof baselineNumbersSchema>;

export const runRecordSchema = z.object({
	schemaVersion: z.literal(schemaVersion),
	assayVersion: z.string(),
	command: z.string(),
	startedAt: z.string(),
	endedAt: z.string(),
	/** False when the run was interrupted: what is here happened, the rest is missing. */
	complete: z.boolean(),
	profile: z.string(),
	plan: planSchema,
	seed: z.number(),
	options: z.record(z.string(), z.unknown()),
	verdict: runVerdictSchema,
	host: hostSchema,
	target: targetSchema.optional(),
	noise: noiseSchema,
	engines: z.array(engineResultSchema),
	gates: z.array(gateResultSchema),
	errors: z.array(runErrorSchema),
	baselineNumbers: baselineNumbersSchema.optional(),
	shard: shardSchema.optional(),
	/** Of a record that `assay merge` joined: where its parts came from. */
	parts: z.array(partSchema).optional(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;
