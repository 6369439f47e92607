import type { RunRequest } from "../contract/index.ts";
import type { PlannedTask } from "./plan.ts";

/** Starting a process, loading, opening, filling, reading back; more on a busy machine. */
const startMs = 500;
/** Of its budget that a check takes at the mean: many end as soon as they have seen enough. */
const shareOfBudget = 0.8;
const roundsMin = 5;

/**
 * How long a task holds the run up, roughly: a progress bar measures how far off this is and
 * corrects for it, so that only the proportions matter. Checks share the time among the lanes.
 */
export function expectedMs(request: RunRequest, task: PlannedTask, lanes: number): number {
	const { load, checkBudgetMs } = request.profile;
	switch (task.kind) {
		case "check":
			return (startMs / 2 + shareOfBudget * checkBudgetMs) / lanes;
		case "workload": {
			const rounds = task.workload.rounds === undefined ? 1 : roundsMin;
			// The workload itself, and its floor on the null engine.
			return startMs + rounds * 2 * (load.warmUpMs + load.measureMs);
		}
		case "swap":
			return startMs + task.drill.swaps * (task.drill.pauseMs + startMs / 10);
	}
}
