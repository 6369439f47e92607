import { failedStatus, laneWord, timedRead, timedWrite } from "../ffi/load.ts";
import { countError, createGap, type Loop, type LoopParts, readThreshold } from "./loop.ts";

const { endNs } = laneWord;

/** One call an operation, the next when it returned: queue depth 1. */
export function createSingleLoop(parts: LoopParts): Loop {
	const { lane, ledger, verifier, histogram, tally } = parts;
	const { address, shared } = lane;
	const buffer = lane.buffers[0] as number;
	const nextIndex = parts.pattern.next;
	const { firstBlock } = ledger.range;
	const { next } = parts.random;
	const gap = createGap(parts.verifyOneIn, parts.random);
	const threshold = readThreshold(parts.workload.readPercent);
	const onlyReads = parts.workload.readPercent === 100;
	let untilVerified = gap();

	function read(index: number): number {
		if (--untilVerified > 0) return timedRead(address, firstBlock + index);
		untilVerified = gap();
		verifier.prepare(index, 0);
		const ns = timedRead(address, firstBlock + index);
		if (ns >= 0) verifier.check(index, 0);
		return ns;
	}

	function write(index: number): number {
		const sequence = ledger.stampNext(index, buffer);
		const ns = timedWrite(address, firstBlock + index);
		if (ns >= 0) ledger.acknowledge(index, sequence);
		else ledger.forget(index);
		return ns;
	}

	function run(untilNs: number): number {
		let operations = 0;
		let reads = 0;
		do {
			const index = nextIndex();
			const isRead = onlyReads || next() < threshold;
			const ns = isRead ? read(index) : write(index);
			if (ns >= 0) {
				histogram.record(ns);
				operations++;
				if (isRead) reads++;
			} else {
				countError(tally, failedStatus(ns));
			}
		} while ((shared[endNs] as number) < untilNs);
		tally.operations += operations;
		tally.reads += reads;
		tally.writes += operations - reads;
		tally.depthSamples = 1;
		tally.depthSum = 1;
		tally.depthMax = 1;
		return shared[endNs] as number;
	}

	return { run, finish: () => shared[endNs] as number };
}
