import { failedStatus, timedRead, timedWrite } from "../ffi/load.ts";
import { countError, createGap, type LoopParts, readThreshold, type TimedCall } from "./loop.ts";

/** One operation a call. */
export function createSingleCall(parts: LoopParts): TimedCall {
	const { lane, ledger, verifier, tally } = parts;
	const { address } = lane;
	const buffer = lane.buffers[0] as number;
	const nextIndex = parts.pattern.next;
	const { firstBlock } = ledger.range;
	const { next } = parts.random;
	const gap = createGap(parts.verifyOneIn, parts.random);
	const threshold = readThreshold(parts.workload.readPercent);
	const onlyReads = parts.workload.readPercent === 100;
	let untilVerified = gap();
	let index = 0;
	let isRead = true;
	let sampled = false;
	let sequence = 0;

	function prepare(): void {
		index = nextIndex();
		isRead = onlyReads || next() < threshold;
		if (!isRead) {
			sequence = ledger.stampNext(index, buffer);
			return;
		}
		sampled = --untilVerified <= 0;
		if (!sampled) return;
		untilVerified = gap();
		verifier.prepare(index, 0);
	}

	function issue(): number {
		return isRead
			? timedRead(address, firstBlock + index)
			: timedWrite(address, firstBlock + index);
	}

	function settle(ns: number): void {
		if (ns < 0) {
			if (!isRead) ledger.forget(index);
			countError(tally, failedStatus(ns));
			return;
		}
		tally.operations++;
		if (isRead) {
			tally.reads++;
			if (sampled) verifier.check(index, 0);
		} else {
			tally.writes++;
			ledger.acknowledge(index, sequence);
		}
	}

	return { prepare, issue, settle };
}
