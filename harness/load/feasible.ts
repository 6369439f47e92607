import type { Engine, HostJob, Workload } from "../contract/index.ts";
import { laneDepthMax } from "../ffi/load.ts";

export const workersMax = 63;
/** So that a window of writes, each on a block of its own, can always be filled at random. */
const blocksPerDepthMin = 4;

export interface Infeasible {
	readonly outcome: "not-applicable" | "could-not-run";
	readonly message: string;
}

/** Why this workload can't run on this engine and target; undefined when it can. */
export function infeasible(
	workload: Workload,
	engine: Engine,
	job: HostJob,
): Infeasible | undefined {
	return wrongParameters(workload) ?? notOffered(workload, engine) ?? noRoom(workload, engine, job);
}

function wrongParameters(workload: Workload): Infeasible | undefined {
	const { depth, workers, readPercent, blockBytes, workingSetBlocks } = workload;
	const whole = (value: number, min: number, max: number): boolean =>
		Number.isInteger(value) && value >= min && value <= max;
	const wrong = (message: string): Infeasible => ({ outcome: "could-not-run", message });
	if (!whole(depth, 1, laneDepthMax)) return wrong(`Depth ${depth} is not in 1..${laneDepthMax}.`);
	if (workload.issue === "single" && depth !== 1) {
		return wrong(`Single calls have depth 1, not ${depth}: use issue "batch" or "queue".`);
	}
	if (!whole(workers, 1, workersMax))
		return wrong(`${workers} workers are not in 1..${workersMax}.`);
	if (!(readPercent >= 0 && readPercent <= 100)) return wrong(`${readPercent} % reads.`);
	if (!whole(Math.log2(blockBytes), 6, 30)) return wrong(`Block size ${blockBytes}.`);
	if (workingSetBlocks !== undefined && !whole(workingSetBlocks, 1, Number.MAX_SAFE_INTEGER)) {
		return wrong(`A working set of ${workingSetBlocks} blocks.`);
	}
	return undefined;
}

function notOffered(workload: Workload, engine: Engine): Infeasible | undefined {
	const { descriptor } = engine;
	const lacks = (message: string): Infeasible => ({ outcome: "not-applicable", message });
	const { issue, workers, blockBytes } = workload;
	if (issue !== "single" && !engine.has(issue)) return lacks(`The engine has no ${issue}.`);
	if (workers > 1 && !descriptor.guarantees.includes("thread-safe")) {
		return lacks("The engine is not thread-safe.");
	}
	if (blockBytes < descriptor.blockBytesMin || blockBytes > descriptor.blockBytesMax) {
		const { blockBytesMin, blockBytesMax } = descriptor;
		return lacks(`The engine's blocks have ${blockBytesMin} to ${blockBytesMax} bytes.`);
	}
	return undefined;
}

function noRoom(workload: Workload, engine: Engine, job: HostJob): Infeasible | undefined {
	const blocks = workingSetOf(workload, job);
	const needed = workload.depth * workload.workers * blocksPerDepthMin;
	if (engine.blockBytes !== workload.blockBytes) {
		const message = `The engine was opened with ${engine.blockBytes}-byte blocks, the workload has ${workload.blockBytes}.`;
		return { outcome: "could-not-run", message };
	}
	if (blocks > job.capacityBlocks) {
		const message = `The working set of ${blocks} blocks does not fit the target's ${job.capacityBlocks}: use a larger --target.`;
		return { outcome: "could-not-run", message };
	}
	if (blocks < needed) {
		const message = `${needed} blocks are needed, the target has ${blocks}: use a larger --target.`;
		return { outcome: "could-not-run", message };
	}
	return undefined;
}

export function workingSetOf(workload: Workload, job: HostJob): number {
	return workload.workingSetBlocks ?? job.capacityBlocks;
}
