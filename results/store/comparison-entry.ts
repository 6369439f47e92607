import { median } from "simple-statistics";
import { z } from "zod";
import { hostSchema, targetSchema } from "../schema/index.ts";
import { digestOf } from "./digest.ts";
import {
	type Entry,
	type EntryMeasurement,
	hostFingerprint,
	settingAs,
	settingOf,
} from "./entry.ts";

/** What a history needs of `comparison.json`; the rest is kept with it, unread. */
const engineSchema = z.object({
	name: z.string(),
	vendor: z.string(),
	version: z.string(),
	digest: z.string(),
});

const valuesSchema = z.object({ iops: z.number().optional(), p99Ns: z.number().optional() });

const comparisonSchema = z.object({
	kind: z.literal("comparison"),
	assayVersion: z.string(),
	startedAt: z.string(),
	endedAt: z.string(),
	profile: z.string(),
	host: hostSchema,
	target: targetSchema,
	options: z.record(z.string(), z.unknown()),
	engines: z.object({ baseline: engineSchema, candidate: engineSchema }),
	verdict: z.string(),
	data: z.object({
		plan: z.object({ seed: z.number() }),
		rounds: z.array(
			z.object({
				workload: z.string(),
				values: z.object({ baseline: valuesSchema, candidate: valuesSchema }).partial(),
			}),
		),
		complete: z.boolean(),
	}),
});
type Comparison = z.infer<typeof comparisonSchema>;

/** A comparison as it goes into a history; a string says why it can't. */
export function entryOfComparison(document: object, text: string): Entry | string {
	const parsed = comparisonSchema.safeParse(document);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		return `it is no whole comparison: ${issue?.path.join(".")}: ${issue?.message}`;
	}
	const { data: comparison } = parsed;
	const { host, engines, data } = comparison;
	const fingerprint = hostFingerprint(host);
	const setting = `compare ${settingOf(comparison)}`;
	const summary = {
		runId: digestOf(text),
		kind: "comparison" as const,
		command: "compare",
		startedAt: Date.parse(comparison.startedAt),
		endedAt: Date.parse(comparison.endedAt),
		complete: data.complete,
		profile: comparison.profile,
		seed: data.plan.seed,
		verdict: comparison.verdict,
		assayVersion: comparison.assayVersion,
		host: fingerprint,
		hostname: host.hostname,
		setting,
		engines: (["candidate", "baseline"] as const).map((role) => ({ role, ...engines[role] })),
	};
	return { summary, measurements: mediansOf(comparison, fingerprint, setting), text };
}

/** The median over a comparison's rounds, of each engine, workload and metric. */
function mediansOf(comparison: Comparison, host: string, setting: string): EntryMeasurement[] {
	const { engines, data } = comparison;
	const workloads = [...new Set(data.rounds.map(({ workload }) => workload))];
	const metrics = [
		["iops", "iops"],
		["p99Ns", "latencyNs.p99"],
	] as const;
	return workloads.flatMap((workload) =>
		(["candidate", "baseline"] as const).flatMap((role, ordinal) =>
			metrics.flatMap(([field, metric]) => {
				const values = data.rounds
					.filter((round) => round.workload === workload)
					.flatMap((round) => round.values[role]?.[field] ?? []);
				if (values.length === 0) return [];
				const own = settingAs(role, setting);
				const key = { engine: engines[role].name, workload, metric, host, setting: own };
				return [{ ordinal, key, value: median(values) }];
			}),
		),
	);
}
