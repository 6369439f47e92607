/** What a comparison was decided to be: of which engines, how measured, in whose place. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import type { ComparisonPlan, Slot } from "../../../results/compare/index.ts";
import type { PreparedEngine, Profile, Workload } from "../../contract/index.ts";
import type { CommandContext, CommonOptions } from "../context.ts";
import type { Baseline } from "./compare-baseline.ts";
import { buildDelayed } from "./compare-proof.ts";

export interface CompareOptions extends CommonOptions {
	readonly baseline: string;
	readonly candidate: string;
	readonly profile: string | undefined;
	readonly seed: string | undefined;
	readonly only: readonly string[] | undefined;
	readonly duration: string | undefined;
	readonly margin: string | undefined;
	readonly prove: string | undefined;
	readonly engineConfig: string | undefined;
	readonly target: string | undefined;
	readonly out: string;
	readonly history: string | undefined;
	readonly yesDestroy: string | undefined;
}

export interface Decided {
	readonly options: CompareOptions;
	readonly context: CommandContext;
	readonly plan: ComparisonPlan;
	readonly profile: Profile;
	readonly workloads: readonly Workload[];
	readonly baseline: Baseline;
	readonly candidate: PreparedEngine;
}

/** The control is a copy at another path: what differs between the two is the host's doing. */
export function enginesOf(decided: Decided, scratch: string): Map<Slot, PreparedEngine> {
	const { context, plan, candidate } = decided;
	if (decided.baseline.kind === "stored") return new Map([["candidate", candidate]]);
	const baseline = decided.baseline.engine;
	const copy = join(scratch, "control.so");
	copyFileSync(baseline.file.path, copy);
	const engines = new Map<Slot, PreparedEngine>([
		["baseline", baseline],
		["candidate", candidate],
		["control", { ...baseline, file: { ...baseline.file, path: copy } }],
	]);
	if (plan.delay > 0) {
		engines.set("proof", buildDelayed(context.root, baseline, plan.delay, scratch));
	}
	return engines;
}
