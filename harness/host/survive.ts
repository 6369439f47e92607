import type {
	EngineDescriptor,
	HostJob,
	HostNeed,
	SwapDrill,
	SwapSurvival,
} from "../contract/index.ts";
import { loadedOnce } from "./check-task.ts";
import { createContext } from "./context.ts";
import { missingHostNeed } from "./needs.ts";

/** A survival drill's own budget is its rounds. */
const budgetMs = 10_000;

/**
 * Runs a drill whose process is ended in the middle of swaps. `descriptor`: what both engines
 * promise; the job's own engine recovers.
 */
export async function surviveSwaps(
	job: HostJob,
	drill: SwapDrill,
	descriptor: EngineDescriptor,
	progress: (message: string) => void,
): Promise<SwapSurvival> {
	if (job.task.kind !== "swap") throw new Error(`not a swap task: ${job.task.kind}`);
	const needs: readonly HostNeed[] = drill.hostNeeds ?? [];
	const missing = missingHostNeed(needs);
	if (drill.survive === undefined || missing !== undefined) {
		const message = missing ?? `${drill.id} does not say how it is survived`;
		return { outcome: { verdict: "could-not-run", message }, ...nothingDone };
	}
	const { propertyRuns } = job.task;
	const options = { propertyRuns, budgetMs, replayPath: undefined };
	const context = createContext(job, loadedOnce(job.engine), descriptor, options);
	return await drill.survive(context, progress);
}

const nothingDone = { swaps: 0, acknowledgedWrites: 0, reads: 0, details: {} };
