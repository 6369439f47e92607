import { clockNs } from "../ffi/clock.ts";
import { failedStatus, Lane, timedRead } from "../ffi/load.ts";
import { type BlockLedger, ReadVerifier, type Verified } from "./blocks.ts";
import { greatestCommonDivisor } from "./pattern.ts";
import type { ThreadPlan } from "./plan.ts";
import { createRandom } from "./random.ts";

/** Verified even when the time is up: a slow engine is no unverified one. */
const blocksMin = 64;
const randomStream = 2000;

export interface SweepOutcome {
	readonly verified: Verified;
	/** First failing status of a read, or 0. */
	readonly status: number;
}

/**
 * After the run: reads blocks in random order, each at most once, until the time is up, and expects
 * the last acknowledged write. This is what verifies workloads that only write.
 */
export function sweep(plan: ThreadPlan, ledger: BlockLedger, untilNs: number): SweepOutcome {
	const { count, firstBlock, blockBytes } = plan.range;
	const lane = new Lane(plan.engineTable, blockBytes, 1, plan.bufferAlignment);
	const verifier = new ReadVerifier(lane, ledger, false);
	const random = createRandom(plan.seed, randomStream + plan.thread);
	try {
		// A full cycle through all residues: odd stride coprime to count, from a random start.
		let index = random.below(count);
		const stride = coprimeStride(count, random.below(count));
		for (let done = 0; done < count; done++) {
			if (done >= blocksMin && clockNs() >= untilNs) break;
			verifier.prepare(index, 0);
			const ns = timedRead(lane.address, firstBlock + index);
			if (ns < 0) return { verified: verifier.verified, status: failedStatus(ns) };
			verifier.check(index, 0);
			index = (index + stride) % count;
		}
		return { verified: verifier.verified, status: 0 };
	} finally {
		lane.free();
	}
}

function coprimeStride(count: number, start: number): number {
	let stride = Math.max(1, start);
	while (greatestCommonDivisor(stride, count) !== 1) stride++;
	return stride;
}
