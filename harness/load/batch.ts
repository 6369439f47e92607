import { laneWord, timedReadBatch, timedWriteBatch } from "../ffi/load.ts";
import { countError, createGap, type Loop, type LoopParts, readThreshold } from "./loop.ts";

const { endNs, failed, status } = laneWord;

/**
 * `depth` items a call. The histogram has one entry a call: every item of a batch is done when the
 * call returns, so the call's time is the latency of each, and only calls are independent samples.
 * A mixed workload mixes calls, since the ABI has one function for reads and one for writes.
 */
export function createBatchLoop(parts: LoopParts): Loop {
	const { lane, ledger, verifier, pattern, histogram, tally } = parts;
	const { address, shared, ids, buffers } = lane;
	const { firstBlock } = ledger.range;
	const { depth, readPercent } = parts.workload;
	const { next, below } = parts.random;
	const gap = createGap(parts.verifyOneIn, parts.random);
	const threshold = readThreshold(readPercent);
	let untilVerified = gap();

	function readBatch(): number {
		pattern.fill(ids, depth, firstBlock);
		untilVerified -= depth;
		if (untilVerified > 0) return timedReadBatch(address, depth);
		return verifiedReadBatch();
	}

	/** As many random items are verified as fell due since the last call. */
	function verifiedReadBatch(): number {
		const first = below(depth);
		let due = 0;
		while (untilVerified <= 0 && due < depth) {
			const slot = (first + due) % depth;
			verifier.prepare((ids[slot] as number) - firstBlock, slot);
			untilVerified += gap();
			due++;
		}
		const ns = timedReadBatch(address, depth);
		for (let i = 0; ns >= 0 && i < due; i++) {
			const slot = (first + i) % depth;
			verifier.check((ids[slot] as number) - firstBlock, slot);
		}
		return ns;
	}

	/** A block that comes twice gets two numbers; the later item wins, as the ABI says. */
	function writeBatch(): number {
		pattern.fill(ids, depth, firstBlock);
		for (let i = 0; i < depth; i++) {
			const index = (ids[i] as number) - firstBlock;
			ledger.acknowledge(index, ledger.stampNext(index, buffers[i] as number));
		}
		const ns = timedWriteBatch(address, depth);
		if (ns < 0) for (let i = 0; i < depth; i++) ledger.forget((ids[i] as number) - firstBlock);
		return ns;
	}

	function run(untilNs: number): number {
		do {
			const isRead = readPercent === 100 || next() < threshold;
			const ns = isRead ? readBatch() : writeBatch();
			let done = depth;
			if (ns >= 0) {
				histogram.record(ns);
			} else {
				done = depth - (shared[failed] as number);
				countError(tally, shared[status] as number, depth - done);
			}
			tally.operations += done;
			if (isRead) tally.reads += done;
			else tally.writes += done;
			tally.depthSamples++;
			tally.depthSum += depth;
		} while ((shared[endNs] as number) < untilNs);
		tally.depthMax = depth;
		return shared[endNs] as number;
	}

	return { run, finish: () => shared[endNs] as number };
}
