import { laneWord, queueTurn, queueViolations } from "../ffi/load.ts";
import { countError, createGap, type Loop, type LoopParts, readThreshold } from "./loop.ts";

/** Long enough to sleep in, short enough to notice the end of a run. */
const pollTimeoutUs = 100_000;
/** An operation that takes longer than this after the last submission is lost. */
const lostAfterNs = 10e9;
/** In `busy`: a write of the block is in flight. Below: how many reads are. */
const writing = 0xffff;

/**
 * A sliding window of `depth` operations: whatever completes is replaced at once. Latency is from
 * submission to the poll that brought the completion. A block with a write in flight gets no second
 * operation: the ABI lets them run in any order, and then no answer would be wrong.
 */
export function createQueueLoop(parts: LoopParts): Loop {
	const { lane, ledger, verifier, histogram, tally } = parts;
	const { address, shared, ids, doneNs, doneStatus, doneSlots, pending, writes, buffers } = lane;
	const nextIndex = parts.pattern.next;
	const { firstBlock, count } = ledger.range;
	const { depth, readPercent } = parts.workload;
	const { next } = parts.random;
	const gap = createGap(parts.verifyOneIn, parts.random);
	const threshold = readThreshold(readPercent);
	const onlyReads = readPercent === 100;
	const busy = new Uint16Array(new ArrayBuffer(onlyReads ? 2 : 2 * count));
	const indices = new Float64Array(new ArrayBuffer(8 * depth));
	const sequences = new Float64Array(new ArrayBuffer(8 * depth));
	const sampled = new Uint8Array(new ArrayBuffer(depth));
	let untilVerified = gap();
	let pendingCount = 0;
	let inFlight = 0;
	for (let slot = 0; slot < depth; slot++) refill(slot);

	function refill(slot: number): void {
		const isRead = onlyReads || next() < threshold;
		let index = nextIndex();
		if (!onlyReads) {
			while (busy[index] === writing || (!isRead && busy[index] !== 0)) index = nextIndex();
			busy[index] = isRead ? (busy[index] as number) + 1 : writing;
		}
		indices[slot] = index;
		ids[slot] = firstBlock + index;
		writes[slot] = isRead ? 0 : 1;
		sampled[slot] = 0;
		if (!isRead) {
			sequences[slot] = ledger.stampNext(index, buffers[slot] as number);
		} else if (--untilVerified <= 0) {
			untilVerified = gap();
			sampled[slot] = 1;
			verifier.prepare(index, slot);
		}
		pending[pendingCount++] = slot;
	}

	function settle(slot: number, status: number, ns: number): void {
		const index = indices[slot] as number;
		const isWrite = writes[slot] === 1;
		if (!onlyReads) busy[index] = isWrite ? 0 : (busy[index] as number) - 1;
		if (status !== 0) {
			countError(tally, status);
			if (isWrite) ledger.forget(index);
			return;
		}
		histogram.record(ns);
		tally.operations++;
		if (isWrite) {
			tally.writes++;
			ledger.acknowledge(index, sequences[slot] as number);
		} else {
			tally.reads++;
			if (sampled[slot] === 1) verifier.check(index, slot);
		}
	}

	/** One call into the engine's queue; false when it broke the contract. */
	function turn(submitting: boolean): boolean {
		const result = queueTurn(address, submitting ? pendingCount : 0, pollTimeoutUs);
		if (result !== 0) {
			const status = shared[laneWord.status] as number;
			tally.violation = `${queueViolations[result] ?? `violation ${result}`} (returned ${status})`;
			return false;
		}
		if (submitting) pendingCount -= shared[laneWord.taken] as number;
		inFlight = shared[laneWord.inFlight] as number;
		if (submitting) {
			tally.depthSamples++;
			tally.depthSum += inFlight;
			if (inFlight > tally.depthMax) tally.depthMax = inFlight;
		}
		return true;
	}

	function collect(): void {
		const completed = shared[laneWord.completed] as number;
		inFlight -= completed;
		for (let i = 0; i < completed; i++) {
			const slot = doneSlots[i] as number;
			settle(slot, doneStatus[i] as number, doneNs[i] as number);
			refill(slot);
		}
	}

	function run(untilNs: number): number {
		let lastProgressNs = Number.POSITIVE_INFINITY;
		do {
			if (tally.violation !== undefined || !turn(true)) break;
			const endNs = shared[laneWord.endNs] as number;
			const moved = (shared[laneWord.taken] as number) + (shared[laneWord.completed] as number);
			if (moved > 0 || lastProgressNs > endNs) lastProgressNs = endNs;
			else if (endNs - lastProgressNs > lostAfterNs) tally.violation = stuck(inFlight);
			collect();
		} while ((shared[laneWord.endNs] as number) < untilNs);
		return shared[laneWord.endNs] as number;
	}

	/** Replacements stay pending for the next `run`: the engine is idle when this returns. */
	function finish(): number {
		const startNs = shared[laneWord.endNs] as number;
		while (inFlight > 0 && tally.violation === undefined) {
			if (!turn(false)) break;
			collect();
			if ((shared[laneWord.endNs] as number) - startNs > lostAfterNs && inFlight > 0) {
				tally.violation = stuck(inFlight);
			}
		}
		return shared[laneWord.endNs] as number;
	}

	return { run, finish };
}

function stuck(inFlight: number): string {
	return `no progress for ${lostAfterNs / 1e9} s with ${inFlight} operations in flight: completions were lost`;
}
