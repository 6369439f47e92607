import { laneWord, timedReadBatch, timedWriteBatch } from "../ffi/load.ts";
import { countError, createGap, type LoopParts, readThreshold, type TimedCall } from "./loop.ts";

const { failed, status } = laneWord;

/**
 * `depth` items a call. A histogram has one entry a call: every item of a batch is done when the
 * call returns, so the call's time is the latency of each, and only calls are independent samples.
 * A mixed workload mixes calls, since the ABI has one function for reads and one for writes.
 */
export function createBatchCall(parts: LoopParts): TimedCall {
	const { lane, ledger, verifier, pattern, tally } = parts;
	const { address, shared, ids, buffers } = lane;
	const { firstBlock } = ledger.range;
	const { depth, readPercent } = parts.workload;
	const { next, below } = parts.random;
	const gap = createGap(parts.verifyOneIn, parts.random);
	const threshold = readThreshold(readPercent);
	let untilVerified = gap();
	let isRead = true;
	let firstSampled = 0;
	let sampledCount = 0;

	/** As many random items are verified as fell due since the last call. */
	function sample(): void {
		sampledCount = 0;
		untilVerified -= depth;
		if (untilVerified > 0) return;
		firstSampled = below(depth);
		while (untilVerified <= 0 && sampledCount < depth) {
			const slot = (firstSampled + sampledCount) % depth;
			verifier.prepare((ids[slot] as number) - firstBlock, slot);
			untilVerified += gap();
			sampledCount++;
		}
	}

	/** A block that comes twice gets two numbers; the later item wins, as the ABI says. */
	function stamp(): void {
		for (let i = 0; i < depth; i++) {
			const index = (ids[i] as number) - firstBlock;
			ledger.acknowledge(index, ledger.stampNext(index, buffers[i] as number));
		}
	}

	function prepare(): void {
		isRead = readPercent === 100 || next() < threshold;
		pattern.fill(ids, depth, firstBlock);
		if (isRead) sample();
		else stamp();
	}

	function issue(): number {
		return isRead ? timedReadBatch(address, depth) : timedWriteBatch(address, depth);
	}

	function settle(ns: number): void {
		let done = depth;
		if (ns < 0) {
			done = depth - (shared[failed] as number);
			countError(tally, shared[status] as number, depth - done);
			if (!isRead) for (let i = 0; i < depth; i++) ledger.forget((ids[i] as number) - firstBlock);
		} else if (isRead) {
			for (let i = 0; i < sampledCount; i++) {
				const slot = (firstSampled + i) % depth;
				verifier.check((ids[slot] as number) - firstBlock, slot);
			}
		}
		tally.operations += done;
		if (isRead) tally.reads += done;
		else tally.writes += done;
	}

	return { prepare, issue, settle };
}
