import { z } from "zod";
import { metrics } from "./comparison.ts";
import type { ComparisonData } from "./whole.ts";

const slots = z.enum(["baseline", "candidate", "control", "proof"]);

const round = z.object({
	workload: z.string(),
	index: z.number().int().nonnegative(),
	order: z.array(slots),
	values: z.partialRecord(slots, z.record(z.string(), z.number())),
	slowness: z.partialRecord(slots, z.number()).optional(),
});

const data = z.object({
	plan: z.object({
		seed: z.number().int(),
		workloads: z.array(z.string()),
		looks: z.array(z.number().int().positive()).min(1),
		budgetMs: z.number().positive().optional(),
		margins: z.record(z.enum(metrics), z.number().positive()),
		delay: z.number().nonnegative(),
	}),
	rounds: z.array(round),
	confirmation: z.array(round),
	broken: z.array(z.object({ slot: z.enum(["baseline", "candidate"]), message: z.string() })),
	complete: z.boolean(),
	stored: z
		.object({
			runs: z.array(z.string()),
			values: z.array(
				z.object({ workload: z.string(), metric: z.enum(metrics), values: z.array(z.number()) }),
			),
		})
		.optional(),
});

export type ParsedComparison = { ok: true; data: ComparisonData } | { ok: false; message: string };

/** Of a comparison's document, the part that it is judged by; what else is in it is left alone. */
export function parseComparison(document: object): ParsedComparison {
	const { schemaVersion, data: given } = document as Record<string, unknown>;
	if (!readable.includes(schemaVersion)) {
		const older = Number(schemaVersion) < comparisonVersion;
		const todo = older ? "compare again" : "a newer Assay wrote it: update Assay";
		const found = JSON.stringify(schemaVersion)?.slice(0, 40) ?? "none";
		const message = `it has schemaVersion ${found}, this Assay reads ${comparisonVersion}; ${todo}`;
		return { ok: false, message };
	}
	const parsed = data.safeParse(given);
	if (parsed.success) return { ok: true, data: given as ComparisonData };
	const [issue] = parsed.error.issues;
	const place = ["data", ...(issue?.path ?? [])].map(String).join(".");
	return { ok: false, message: `it is incomplete or was changed: ${place}: ${issue?.message}` };
}

/** Raised by every change that an older reader would misread. */
export const comparisonVersion = 2;
/** Version 1 has no rounds in turns, and is judged as it was. */
const readable: readonly unknown[] = [1, comparisonVersion];
