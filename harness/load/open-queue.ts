import { clockNs } from "../ffi/clock.ts";
import { type Lane, laneWord, waitUntil } from "../ffi/load.ts";
import type { Loop, LoopParts } from "./loop.ts";
import { pollTimeoutUs } from "./queue.ts";
import type { QueueWindow } from "./queue-window.ts";
import type { Schedule } from "./schedule.ts";

/** An engine that sleeps in a poll wakes up late: so much before the next start it is woken. */
const pollMarginNs = 150_000;

/**
 * An open loop over a queue: an operation is submitted at its intended start, or as soon after it
 * as one of the `depth` slots is free. Slots that are free hold an operation already, so that a
 * start costs no stamping. Between starts the queue is polled.
 */
export class OpenQueueLoop implements Loop {
	readonly #parts: LoopParts;
	readonly #lane: Lane;
	readonly #window: QueueWindow;
	readonly #schedule: Schedule;
	/** By slot: when its operation should have started, and since when the slot was free. */
	readonly #intendedNs: Float64Array;
	readonly #freeNs: Float64Array;
	/** Pending slots whose time has come; they are the first. */
	#due = 0;
	#givenUp = false;

	constructor(parts: LoopParts, window: QueueWindow, schedule: Schedule) {
		const { depth } = parts.workload;
		this.#parts = parts;
		this.#lane = parts.lane;
		this.#window = window;
		this.#schedule = schedule;
		this.#intendedNs = new Float64Array(new ArrayBuffer(8 * depth));
		this.#freeNs = new Float64Array(new ArrayBuffer(8 * depth));
	}

	run(untilNs: number): number {
		const window = this.#window;
		window.begin();
		this.#givenUp = false;
		let now = clockNs();
		while (now < untilNs && !window.isBroken) now = this.#step(now, untilNs);
		return now;
	}

	finish(): number {
		const window = this.#window;
		this.#schedule.close();
		let now = clockNs();
		do {
			this.#givenUp = !this.#schedule.owes(now);
			if (this.#givenUp && this.#due === 0) break;
			now = this.#step(now, now);
		} while (!window.isBroken);
		const { depth } = this.#parts.workload;
		while (window.inFlight > 0 && !window.isBroken && window.turn(0, depth, pollTimeoutUs)) {
			this.#collect();
		}
		return this.#lane.shared[laneWord.endNs] as number;
	}

	/** Submits what is due and polls, or waits; returns the time. */
	#step(now: number, untilNs: number): number {
		const window = this.#window;
		if (!this.#givenUp) this.#assign(now);
		const untilDueNs = Math.max(0, Math.min(this.#schedule.dueNs, untilNs) - now);
		if (this.#due === 0 && window.inFlight === 0) return waitUntil(now + untilDueNs);
		const isFull = this.#due === window.pendingCount;
		const waitUs = Math.max(0, untilDueNs - pollMarginNs) / 1000;
		const given = this.#due;
		const pending = window.pendingCount;
		const { depth } = this.#parts.workload;
		if (!window.turn(given, depth, isFull ? pollTimeoutUs : Math.floor(waitUs))) return now;
		const taken = this.#lane.shared[laneWord.taken] as number;
		// What was not taken is at the front now; the rest closes up to it.
		if (taken > 0) this.#lane.pending.copyWithin(given - taken, given, pending);
		this.#due = given - taken;
		window.sampleDepth();
		this.#collect();
		return this.#lane.shared[laneWord.endNs] as number;
	}

	#assign(now: number): void {
		const schedule = this.#schedule;
		const { pending } = this.#lane;
		while (this.#due < this.#window.pendingCount && schedule.isDue(now)) {
			this.#intendedNs[pending[this.#due++] as number] = schedule.dueNs;
			schedule.advance();
		}
		if (schedule.dueNs > now) schedule.caughtUpNs = now;
	}

	#collect(): void {
		const { shared, doneSlots, doneStatus, doneNs } = this.#lane;
		const { intended, pacing } = this.#parts.timings;
		const window = this.#window;
		const endNs = shared[laneWord.endNs] as number;
		const completed = shared[laneWord.completed] as number;
		window.inFlight -= completed;
		for (let i = 0; i < completed; i++) {
			const slot = doneSlots[i] as number;
			const ns = doneNs[i] as number;
			const intendedNs = this.#intendedNs[slot] as number;
			pacing.record(Math.max(0, endNs - ns - Math.max(intendedNs, this.#freeNs[slot] as number)));
			if (doneStatus[i] === 0) intended.record(Math.max(0, endNs - intendedNs));
			window.settle(slot, doneStatus[i] as number, ns);
			this.#freeNs[slot] = endNs;
			window.draw(slot);
		}
	}
}
