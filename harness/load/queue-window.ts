import { type Lane, laneWord, queueTurn, queueViolations } from "../ffi/load.ts";
import { countError, createGap, type LoopParts, readThreshold } from "./loop.ts";

/** An operation that takes longer than this after the last progress is lost. */
const lostAfterNs = 10e9;
/** In `#busy`: a write of the block is in flight. Below: how many reads are. */
const writing = 0xffff;
/** So often a block that is busy is drawn again; then the next free one is taken. */
const redrawsMax = 1000;

/**
 * The slots of a queue: which operation each holds, drawn, in flight or done. A block with a write
 * in flight gets no second operation: the ABI lets them run in any order, and then no answer would
 * be wrong. A very hot block is therefore drawn less often than its pattern says.
 */
export class QueueWindow {
	/** At the front of the lane's `pending`: slots that hold an operation and were not submitted. */
	pendingCount = 0;
	inFlight = 0;
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
	#lastProgressNs = Number.POSITIVE_INFINITY;
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
		for (let slot = 0; slot < depth; slot++) this.draw(slot);
	}

	get isBroken(): boolean {
		return this.#parts.tally.violation !== undefined;
	}

	/** Before a run: nothing counts as stuck that waited between two of them. */
	begin(): void {
		this.#parts.tally.violation = this.#violation;
		this.#lastProgressNs = Number.POSITIVE_INFINITY;
	}

	/** One call into the engine's queue; false when it broke the contract. */
	turn(submitting: number, pollMost: number, timeoutUs: number): boolean {
		const { address, shared } = this.#lane;
		const result = queueTurn(address, submitting, pollMost, timeoutUs);
		if (result !== 0) return this.#violated(result);
		this.pendingCount -= shared[laneWord.taken] as number;
		if (submitting > 0) this.inFlight = shared[laneWord.inFlight] as number;
		const endNs = shared[laneWord.endNs] as number;
		const moved = (shared[laneWord.taken] as number) + (shared[laneWord.completed] as number);
		if (moved > 0 || this.#lastProgressNs > endNs) this.#lastProgressNs = endNs;
		else if (endNs - this.#lastProgressNs > lostAfterNs) return this.#violate(stuck(this.inFlight));
		return true;
	}

	sampleDepth(): void {
		const { tally } = this.#parts;
		tally.depthSamples++;
		tally.depthSum += this.inFlight;
		if (this.inFlight > tally.depthMax) tally.depthMax = this.inFlight;
	}

	/** The slot's next operation, ready to be submitted. */
	draw(slot: number): void {
		const { pattern, random, ledger, verifier } = this.#parts;
		const { ids, writes, pending, buffers } = this.#lane;
		const isRead = this.#onlyReads || random.next() < this.#threshold;
		let index = pattern.next();
		if (!this.#onlyReads) {
			if (this.#isTaken(index, isRead)) index = this.#drawAgain(index, isRead);
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
		pending[this.pendingCount++] = slot;
	}

	#drawAgain(taken: number, isRead: boolean): number {
		const { pattern, ledger } = this.#parts;
		let index = taken;
		for (let draws = 0; this.#isTaken(index, isRead); draws++) {
			index = draws < redrawsMax ? pattern.next() : (index + 1) % ledger.range.count;
		}
		return index;
	}

	#isTaken(index: number, isRead: boolean): boolean {
		const busy = this.#busy[index];
		return busy === writing || (!isRead && busy !== 0);
	}

	/** Counts and verifies a completion, of an operation that was submitted `ns` ago. */
	settle(slot: number, status: number, ns: number): void {
		const { tally, ledger, timings, verifier } = this.#parts;
		const index = this.#indices[slot] as number;
		const isWrite = this.#lane.writes[slot] === 1;
		if (!this.#onlyReads) this.#busy[index] = isWrite ? 0 : (this.#busy[index] as number) - 1;
		if (status !== 0) {
			countError(tally, status);
			if (isWrite) ledger.forget(index);
			return;
		}
		timings.submitted.record(ns);
		timings.call.record(this.#lane.callNs[slot] as number);
		tally.operations++;
		if (isWrite) {
			tally.writes++;
			ledger.acknowledge(index, this.#sequences[slot] as number);
		} else {
			tally.reads++;
			if (this.#sampled[slot] === 1) verifier.check(index, slot);
		}
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
}

function stuck(inFlight: number): string {
	const seconds = lostAfterNs / 1e9;
	return `no progress for ${seconds} s with ${inFlight} operations in flight: completions were lost`;
}
