import {
	addressOf,
	failedStatus,
	laneWord,
	settleBurst,
	timedRead,
	timedReadBurst,
} from "../ffi/load.ts";
import { countError, createGap, type Loop, type LoopParts } from "./loop.ts";

const { endNs, status } = laneWord;

/** Below this typical call time two clock readings a call would be much of what is measured. */
export const burstBelowNs = 1000;
const burstOperations = 128;
/** An engine that turns slow is asked for less at once: an interval ends when a burst does. */
const burstNsMax = burstOperations * burstBelowNs;

/**
 * Single reads for engines so fast that the harness would be the measurement: still one engine call
 * after the other, each timed and recorded, but issued by C in groups, where the end of one is the
 * start of the next. A verified read ends its group and is issued alone.
 */
export function createReadBurstLoop(parts: LoopParts): Loop {
	const { lane, ledger, verifier, pattern, tally } = parts;
	const histogram = parts.timings.submitted;
	const { address, shared, ids } = lane;
	const cells = addressOf(histogram.cells);
	const { firstBlock } = ledger.range;
	const gap = createGap(parts.verifyOneIn, parts.random);
	let untilVerified = gap();
	let most = burstOperations;

	function burst(count: number): number {
		pattern.fill(ids, count, firstBlock);
		const beganNs = shared[endNs] as number;
		const failed = timedReadBurst(address, count, cells);
		const eachNs = ((shared[endNs] as number) - beganNs) / count;
		most = Math.max(1, Math.min(burstOperations, Math.floor(burstNsMax / eachNs)));
		if (failed > 0) countError(tally, shared[status] as number, failed);
		return count - failed;
	}

	function verifiedRead(): number {
		const index = pattern.next();
		verifier.prepare(index, 0);
		const ns = timedRead(address, firstBlock + index);
		if (ns < 0) {
			countError(tally, failedStatus(ns));
			return 0;
		}
		verifier.check(index, 0);
		histogram.record(ns);
		return 1;
	}

	function run(untilNs: number): number {
		let operations = 0;
		do {
			const count = Math.min(most, untilVerified - 1);
			if (count > 0) operations += burst(count);
			untilVerified -= count;
			if (untilVerified <= 1) {
				operations += verifiedRead();
				untilVerified = gap();
			}
		} while ((shared[endNs] as number) < untilNs);
		settleBurst(address, cells);
		tally.operations += operations;
		tally.reads += operations;
		return shared[endNs] as number;
	}

	return { run, finish: () => shared[endNs] as number };
}
