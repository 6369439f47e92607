import type { Arrival } from "../contract/index.ts";
import type { Random } from "./random.ts";

/** How an open loop kept up with its arrivals. */
export interface Pace {
	readonly startNs: number;
	readonly endNs: number;
	/** The last time when every arrival so far was issued. */
	readonly caughtUpNs: number;
	/** Of the schedule, not yet issued when its time was over. */
	readonly lagNs: number;
	/** Calls whose time had come and that were never issued. */
	readonly unissued: number;
}

/**
 * Intended starts of the calls of one thread. They follow from the rate alone: a loop that falls
 * behind finds the calls that it owes still here, with the times at which they were due. Only the
 * next one is kept, so that a backlog of any length costs no memory.
 */
export class Schedule {
	/** Intended start of the next call. */
	dueNs = 0;
	caughtUpNs = 0;
	#firstNs = 0;
	#periodNs = 1;
	#index = 0;
	#startNs = 0;
	#endNs = 0;
	#giveUpNs = 0;
	#lagNs = 0;

	constructor(
		readonly kind: Arrival["kind"],
		readonly thread: number,
		readonly workers: number,
		readonly random: Random,
	) {}

	/** `callsPerSecond` is that of all threads: each takes its turn, or an independent share. */
	begin(startNs: number, endNs: number, callsPerSecond: number): void {
		const apartNs = 1e9 / callsPerSecond;
		this.#periodNs = apartNs * this.workers;
		this.#firstNs = startNs + apartNs * this.thread;
		this.#index = 0;
		this.#startNs = startNs;
		this.#endNs = endNs;
		this.#giveUpNs = Number.POSITIVE_INFINITY;
		this.#lagNs = 0;
		this.caughtUpNs = startNs;
		this.dueNs = this.kind === "fixed" ? this.#firstNs : startNs + this.#distance();
	}

	/** Whether the next call should have started by now; none is due after the end. */
	isDue(nowNs: number): boolean {
		return this.dueNs <= nowNs && this.dueNs < this.#endNs;
	}

	/** A product, not a sum: after 10^9 calls the rate is still the one asked for. */
	advance(): void {
		if (this.kind === "fixed") this.dueNs = this.#firstNs + ++this.#index * this.#periodNs;
		else this.dueNs += this.#distance();
	}

	/**
	 * The time is over. What was due is still issued, since leaving it out would leave out the
	 * longest latencies; but not where the loop fell behind for good, and not for ever.
	 */
	close(): void {
		const length = this.#endNs - this.#startNs;
		this.#lagNs = Math.max(0, this.#endNs - this.dueNs);
		const isStall = this.caughtUpNs >= this.#startNs + length / 2;
		this.#giveUpNs = isStall ? this.#endNs + length / 2 + graceNs : 0;
	}

	/** After `close`: whether a call is still owed, and worth waiting for. */
	owes(nowNs: number): boolean {
		return this.dueNs < this.#endNs && nowNs < this.#giveUpNs;
	}

	pace(): Pace {
		const owedNs = Math.max(0, this.#endNs - this.dueNs);
		return {
			startNs: this.#startNs,
			endNs: this.#endNs,
			caughtUpNs: this.caughtUpNs,
			lagNs: this.#lagNs,
			unissued: Math.ceil(owedNs / this.#periodNs),
		};
	}

	/** Exponential: memoryless, so that any number of threads together are one Poisson process. */
	#distance(): number {
		return -Math.log(1 - this.random.next() / 4294967296) * this.#periodNs;
	}
}

const graceNs = 100e6;
