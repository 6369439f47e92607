import { z } from "zod";
import { hostSchema, targetSchema } from "../../schema/index.ts";

const count = z.number().int().min(0).max(1_000_000);
const value = z.number().exactOptional();
const valuesSchema = z.object({
	...{ iops: value, p50Ns: value, p90Ns: value, p99Ns: value, p999Ns: value },
});
const slotSchema = z.enum(["baseline", "candidate", "control", "proof"]);
const roundSchema = z.object({
	workload: z.string(),
	index: count,
	order: z.array(slotSchema),
	values: z.partialRecord(slotSchema, valuesSchema),
});
/** JSON has no Infinity: a bound that there is none of is null. */
const bound = z
	.number()
	.nullish()
	.transform((given) => given ?? undefined);
const margin = z.number().min(0).max(1);
const engineSchema = z.object({ name: z.string(), version: z.string(), digest: z.string() });

/** What a report needs of `comparison.json`. */
export const comparisonSchema = z.object({
	kind: z.literal("comparison"),
	startedAt: z.string(),
	profile: z.string(),
	host: hostSchema,
	target: targetSchema.optional(),
	engines: z.object({ baseline: engineSchema, candidate: engineSchema }),
	verdict: z.enum(["pass", "fail", "inconclusive", "unfit", "broken"]),
	reason: z.string(),
	metrics: z.array(
		z.object({
			workload: z.string(),
			metric: z.enum(["iops", "p99Ns"]),
			severity: z.enum(["hard", "advisory"]),
			verdict: z.enum(["pass", "fail", "inconclusive"]),
			rounds: count,
			estimate: bound,
			low: bound,
			high: bound,
			margin: z.number(),
			detectable: bound,
			reason: z.string(),
		}),
	),
	control: z.array(z.object({ workload: z.string(), estimate: z.number(), fit: z.boolean() })),
	data: z.object({
		plan: z.object({
			seed: z.number(),
			margins: z.object({ iops: margin, p99Ns: margin }),
		}),
		rounds: z.array(roundSchema),
		complete: z.boolean(),
	}),
});
export type ComparisonDocument = z.infer<typeof comparisonSchema>;

/** A string says why it can't be read; undefined: it is no comparison at all. */
export function readComparison(text: string): ComparisonDocument | string | undefined {
	let given: unknown;
	try {
		given = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (typeof given !== "object" || given === null) return undefined;
	if (Reflect.get(given, "kind") !== "comparison") return undefined;
	const parsed = comparisonSchema.safeParse(given);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	return `it is no whole comparison: ${issue?.path.join(".")}: ${issue?.message}`;
}
