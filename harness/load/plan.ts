import type { Turns, Workload } from "../contract/index.ts";
import type { BlockRange } from "./blocks.ts";

/** What one load thread needs to know; plain data, so that it can be sent to a Worker. */
export interface ThreadPlan {
	readonly workload: Workload;
	readonly engineTable: number;
	readonly nullTable: number;
	/** The engine under test stores nothing: nothing can be verified. */
	readonly sink: boolean;
	/** The engine has batches: the fill goes faster. */
	readonly batch: boolean;
	readonly bufferAlignment: number;
	readonly range: BlockRange;
	readonly seed: number;
	/** Which of the workload's threads; 0 is the first. */
	readonly thread: number;
	readonly verifyOneIn: number;
	/** The flight recorder's file, for threads other than the host's main one. */
	readonly recorderPath: string | undefined;
	/** Of a process that measures in turns with others. */
	readonly turns: Turns | undefined;
}

/** Disjoint, nearly equal shares of the working set: each block has one owner. */
export function shareBlocks(
	workingSetBlocks: number,
	workers: number,
	blockBytes: number,
	epoch: number,
): BlockRange[] {
	return Array.from({ length: workers }, (_, worker) => {
		const firstBlock = Math.floor((workingSetBlocks * worker) / workers);
		const endBlock = Math.floor((workingSetBlocks * (worker + 1)) / workers);
		return { firstBlock, count: endBlock - firstBlock, blockBytes, writer: worker + 1, epoch };
	});
}

/** Tells this run's stamps from those of any other over the same target: from the job's nonce. */
export function epochOf(nonce: string): number {
	return Number(Bun.hash.xxHash32(nonce));
}
