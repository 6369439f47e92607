import type { Precondition } from "../contract/index.ts";
import { failedStatus, Lane, laneWord, timedWrite, timedWriteBatch } from "../ffi/load.ts";
import type { BlockLedger } from "./blocks.ts";
import type { ThreadPlan } from "./plan.ts";
import { createRandom } from "./random.ts";

/** Writes a fill needs no latency from, so it goes in batches where the engine has them. */
const fillDepth = 64;
export const usualPrecondition: Precondition = { sequentialPasses: 1, randomPercent: 10 };
const randomStream = 1000;

/**
 * Every block of the range is written in order, as often as the workload says, then some of them
 * again in random order: no read of the measured run meets a hole, an unwritten extent or a neat
 * layout. Returns the first failing status, 0 when all was written.
 */
export function precondition(plan: ThreadPlan, ledger: BlockLedger): number {
	const { count, blockBytes } = plan.range;
	const depth = plan.batch ? Math.min(fillDepth, count) : 1;
	const lane = new Lane(plan.engineTable, blockBytes, depth, plan.bufferAlignment);
	try {
		const { sequentialPasses, randomPercent } = plan.workload.precondition ?? usualPrecondition;
		let status = 0;
		for (let pass = 0; pass < sequentialPasses; pass++) {
			for (let index = 0; index < count && status === 0; index += depth) {
				status = writeBlocks(lane, ledger, Math.min(depth, count - index), (i) => index + i);
			}
		}
		const random = createRandom(plan.seed, randomStream + plan.thread);
		for (let done = 0; done < (count * randomPercent) / 100 && status === 0; done += depth) {
			status = writeBlocks(lane, ledger, depth, () => random.below(count));
		}
		return status;
	} finally {
		lane.free();
	}
}

function writeBlocks(
	lane: Lane,
	ledger: BlockLedger,
	count: number,
	indexOf: (i: number) => number,
): number {
	const { firstBlock } = ledger.range;
	for (let i = 0; i < count; i++) {
		const index = indexOf(i);
		lane.ids[i] = firstBlock + index;
		ledger.acknowledge(index, ledger.stampNext(index, lane.buffers[i] as number));
	}
	if (lane.buffers.length === 1) {
		const ns = timedWrite(lane.address, lane.ids[0] as number);
		return ns >= 0 ? 0 : failedStatus(ns);
	}
	const ns = timedWriteBatch(lane.address, count);
	return ns >= 0 ? 0 : (lane.shared[laneWord.status] as number);
}
