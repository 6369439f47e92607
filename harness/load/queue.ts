import {
	type Lane,
	laneWord,
	queueRefill,
	queueTurn,
	queueViolations,
	submitMost,
} from "../ffi/load.ts";
import { countError, createGap, type Loop, type LoopParts, readThreshold } from "./loop.ts";

/** Long enough to sleep in, short enough to notice the end of a run. */
const pollTimeoutUs = 100_000;
/** An operation that takes longer than this after the last progress is lost. */
const lostAfterNs = 10e9;
/** In `#busy`: a write of the block is in flight. Below: how many reads are. */
const writing = 0xffff;

/**
 * A sliding window of `depth` operations: whatever completes is replaced at once. Latency is from
 * submission to the poll that brought the completion. A block with a write in flight gets no second
 * operation: the ABI lets them run in any order, and then no answer would be wrong.
 */
export class QueueLoop implements Loop {
	readonly #parts: LoopParts;
	readonly #lane: Lane;
	readonly #onlyReads: boolean;
	readonly #threshold: number;
	readonly #gap: () => number;
	readonly #busy: Uint16Array;
	/** By slot: index of the block, sequence of the write, whether the read is verified. */
	readonly #indices: Float64Array;
	readonly #sequences: Float64Array;
	readonly #sampled: Uint8Array;
	#untilVerified: number;
	#pendingCount = 0;
	#inFlight = 0;
	/** A queue that broke its contract is not used again: every later phase reports the same. */
	#violation: string | undefined;

	constructor(parts: LoopParts) {
		const { depth, readPercent } = parts.workload;
		this.#parts = parts;
		this.#lane = parts.lane;
		this.#onlyReads = readPercent === 100;
		this.#threshold = readThreshold(readPercent);
		this.#gap = createGap(parts.verifyOneIn, parts.random);
		const blocks = this.#onlyReads ? 1 : parts.ledger.range.count;
		this.#busy = new Uint16Array(new ArrayBuffer(2 * blocks));
		this.#indices = new Float64Array(new ArrayBuffer(8 * depth));
		this.#sequences = new Float64Array(new ArrayBuffer(8 * depth));
		this.#sampled = new Uint8Array(new ArrayBuffer(depth));
		this.#untilVerified = this.#gap();
		for (let slot = 0; slot < depth; slot++) this.#refill(slot);
	}

	run(untilNs: number): number {
		const { shared } = this.#lane;
		const { tally } = this.#parts;
		tally.violation = this.#violation;
		let lastProgressNs = Number.POSITIVE_INFINITY;
		do {
			if (tally.violation !== undefined || !this.#turn(this.#pendingCount)) break;
			const endNs = shared[laneWord.endNs] as number;
			const moved = (shared[laneWord.taken] as number) + (shared[laneWord.completed] as number);
			if (moved > 0 || lastProgressNs > endNs) lastProgressNs = endNs;
			else if (endNs - lastProgressNs > lostAfterNs) this.#violate(stuck(this.#inFlight));
			this.#sampleDepth();
			this.#collect(true);
		} while ((shared[laneWord.endNs] as number) < untilNs);
		return shared[laneWord.endNs] as number;
	}

	/** Replacements stay pending for the next `run`: the engine is idle when this returns. */
	finish(): number {
		const { shared } = this.#lane;
		const { tally } = this.#parts;
		const startNs = shared[laneWord.endNs] as number;
		while (this.#inFlight > 0 && tally.violation === undefined && this.#turn(0)) {
			this.#collect(false);
			const waitedNs = (shared[laneWord.endNs] as number) - startNs;
			if (waitedNs > lostAfterNs && this.#inFlight > 0) this.#violate(stuck(this.#inFlight));
		}
		return shared[laneWord.endNs] as number;
	}

	/** One call into the engine's queue; false when it broke the contract. */
	#turn(submitting: number): boolean {
		const { address, shared } = this.#lane;
		const result = queueTurn(address, submitting, pollTimeoutUs);
		if (result !== 0) return this.#violated(result);
		this.#pendingCount -= shared[laneWord.taken] as number;
		if (submitting > 0) this.#inFlight = shared[laneWord.inFlight] as number;
		return true;
	}

	#violated(result: number): false {
		const status = this.#lane.shared[laneWord.status] as number;
		const name = queueViolations[result] ?? `violation ${result}`;
		return this.#violate(`${name} (returned ${status})`);
	}

	#violate(how: string): false {
		this.#violation = how;
		this.#parts.tally.violation = how;
		return false;
	}

	/** The device starts on these while the rest of what one poll brought is still handled. */
	#submitSome(): boolean {
		const { address, shared } = this.#lane;
		const result = queueRefill(address, this.#pendingCount);
		if (result !== 0) return this.#violated(result);
		this.#pendingCount -= shared[laneWord.taken] as number;
		this.#inFlight = shared[laneWord.inFlight] as number;
		return true;
	}

	#sampleDepth(): void {
		const { tally } = this.#parts;
		tally.depthSamples++;
		tally.depthSum += this.#inFlight;
		if (this.#inFlight > tally.depthMax) tally.depthMax = this.#inFlight;
	}

	#collect(submitting: boolean): void {
		const { shared, doneSlots, doneStatus, doneNs } = this.#lane;
		const completed = shared[laneWord.completed] as number;
		this.#inFlight -= completed;
		for (let i = 0; i < completed; i++) {
			const slot = doneSlots[i] as number;
			this.#settle(slot, doneStatus[i] as number, doneNs[i] as number);
			this.#refill(slot);
			if (submitting && this.#pendingCount === submitMost && !this.#submitSome()) return;
		}
	}

	#refill(slot: number): void {
		const { pattern, random, ledger, verifier } = this.#parts;
		const { ids, writes, pending, buffers } = this.#lane;
		const isRead = this.#onlyReads || random.next() < this.#threshold;
		let index = pattern.next();
		if (!this.#onlyReads) {
			while (this.#isTaken(index, isRead)) index = pattern.next();
			this.#busy[index] = isRead ? (this.#busy[index] as number) + 1 : writing;
		}
		this.#indices[slot] = index;
		ids[slot] = ledger.range.firstBlock + index;
		writes[slot] = isRead ? 0 : 1;
		this.#sampled[slot] = 0;
		if (!isRead) {
			this.#sequences[slot] = ledger.stampNext(index, buffers[slot] as number);
		} else if (--this.#untilVerified <= 0) {
			this.#untilVerified = this.#gap();
			this.#sampled[slot] = 1;
			verifier.prepare(index, slot);
		}
		pending[this.#pendingCount++] = slot;
	}

	#isTaken(index: number, isRead: boolean): boolean {
		const busy = this.#busy[index];
		return busy === writing || (!isRead && busy !== 0);
	}

	#settle(slot: number, status: number, ns: number): void {
		const { tally, ledger, histogram, verifier } = this.#parts;
		const index = this.#indices[slot] as number;
		const isWrite = this.#lane.writes[slot] === 1;
		if (!this.#onlyReads) this.#busy[index] = isWrite ? 0 : (this.#busy[index] as number) - 1;
		if (status !== 0) {
			countError(tally, status);
			if (isWrite) ledger.forget(index);
			return;
		}
		histogram.record(ns);
		tally.operations++;
		if (isWrite) {
			tally.writes++;
			ledger.acknowledge(index, this.#sequences[slot] as number);
		} else {
			tally.reads++;
			if (this.#sampled[slot] === 1) verifier.check(index, slot);
		}
	}
}

function stuck(inFlight: number): string {
	const seconds = lostAfterNs / 1e9;
	return `no progress for ${seconds} s with ${inFlight} operations in flight: completions were lost`;
}
