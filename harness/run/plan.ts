import type { RunRequest, SwapDrill, Workload } from "../contract/index.ts";

/** One host process to run, in the order of the plan. */
export type PlannedTask =
	| { kind: "check"; engine: number; id: string }
	| { kind: "workload"; engine: number; id: string; workload: Workload }
	| { kind: "swap"; engine: number; id: string; drill: SwapDrill; next: number };

const depths = ["quick", "ci", "certification"] as const;
type Depth = (typeof depths)[number];

/** Pure: all that was asked for, checks first: numbers of a wrong engine are worth nothing. */
export function planTasks(request: RunRequest): PlannedTask[] {
	const { families, suites, engines, profile, swapPairs } = request;
	const included = (depth: Depth) => depths.indexOf(depth) <= depths.indexOf(profile.depth);
	const tasks: PlannedTask[] = [];
	for (const engine of engines.keys()) {
		if (!families.has("checks")) break;
		if (engine === request.baseline) continue;
		for (const check of suites.checks) {
			if (included(check.depth)) tasks.push({ kind: "check", engine, id: check.id });
		}
	}
	for (const engine of engines.keys()) {
		if (!families.has("workloads")) break;
		for (const workload of suites.workloads) {
			if (!included(workload.depthOfProfile)) continue;
			tasks.push({ kind: "workload", engine, id: workload.id, workload });
		}
	}
	for (const { from, to } of families.has("swaps") ? swapPairs : []) {
		for (const drill of suites.swaps) {
			if (!included(drill.depth)) continue;
			tasks.push({ kind: "swap", engine: from, next: to, id: drill.id, drill });
		}
	}
	return tasks;
}
