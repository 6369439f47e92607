import type { ProfileRules } from "./gate-rule.ts";
import type { LoadBudget } from "./workload.ts";

/** What a run may ask of the machine and what it must show. */
export interface Profile {
	readonly name: "quick" | "ci" | "certification" | "soak" | "snia";
	readonly propertyRuns: number;
	/** Wall clock that one check should use at most; it is killed as hung after `checkDeadlineMs`. */
	readonly checkBudgetMs: number;
	readonly checkDeadlineMs: number;
	readonly load: LoadBudget;
	/** Blocks that a workload fills and works on. */
	readonly loadBlocks: number;
	/** Checks, workloads and drills up to this depth are included. */
	readonly depth: "quick" | "ci" | "certification";
	/** Its workloads in place of the usual ones. */
	readonly workloadSet?: "snia";
	readonly swapStallNsMax: number;
	/** Of a profile file; `name` is then the built-in one that it extends. */
	readonly rules?: ProfileRules;
}

/** The suites as the composition root hands them to `run` and to the host process. */
export interface Suites {
	readonly checks: readonly import("./check.ts").Check[];
	readonly victims: readonly import("./check.ts").VictimScript[];
	readonly workloads: readonly import("./workload.ts").Workload[];
	readonly swaps: readonly import("./drill.ts").SwapDrill[];
}
