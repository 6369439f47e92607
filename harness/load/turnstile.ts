import { givenUpCell, type Turns, turnCells } from "../contract/index.ts";

const turnCell = 0;
const wordCell = 2;
/** Between two looks at the turn: a slice waits half of it on average. */
const pauseMs = 0.25;
/** A peer may be filling its blocks; one that hangs is for its own watchdog to tell. */
const peerMsMax = 60_000;
const wordMost = 2 ** 31 - 1;

/**
 * Turns among processes, over a file that all of them map: the number of slices that are over,
 * whether it was given up, and a word of each seat, 0 until it was given.
 *
 * In block b the seats follow one another from seat b on, round and round: with two it is ABBA.
 * Between its turns a process sleeps. A peer that ended is seen by the coordinator, which gives up.
 *
 * Not covered: that a slice begins with caches that another process has used; all slices do.
 */
export class Turnstile {
	readonly #cells: Int32Array;
	readonly #sleeper = new Int32Array(new SharedArrayBuffer(4));
	#block = 0;

	constructor(readonly turns: Turns) {
		const bytes = Bun.mmap(turns.path, { shared: true });
		this.#cells = new Int32Array(bytes.buffer, bytes.byteOffset, turnCells(turns.seats));
	}

	/** The least of what all seats say, the same for all; undefined: a peer is gone. */
	agree(own: number): number | undefined {
		const { seat, seats } = this.turns;
		const word = Math.min(wordMost, Math.max(1, Math.round(own)));
		Atomics.store(this.#cells, wordCell + seat, word);
		const words = () =>
			Array.from({ length: seats }, (_, at) => Atomics.load(this.#cells, wordCell + at));
		return this.#wait(() => !words().includes(0)) ? Math.min(...words()) : undefined;
	}

	/** Waits for this seat's turn; false: a peer is gone, and there is none any more. */
	take(): boolean {
		const { seat, seats } = this.turns;
		const block = this.#block++;
		const due = block * seats + placeOf(seat, block, seats);
		return this.#wait(() => Atomics.load(this.#cells, turnCell) >= due);
	}

	/** The slice is over: the next seat's begins. */
	give(): void {
		Atomics.add(this.#cells, turnCell, 1);
	}

	#wait(isDue: () => boolean): boolean {
		for (let waitedMs = 0; waitedMs < peerMsMax; waitedMs += pauseMs) {
			if (Atomics.load(this.#cells, givenUpCell) !== 0) return false;
			if (isDue()) return true;
			Atomics.wait(this.#sleeper, 0, 0, pauseMs);
		}
		Atomics.store(this.#cells, givenUpCell, 1);
		return false;
	}
}

/** In block b seat b is first. */
export function placeOf(seat: number, block: number, seats: number): number {
	return (seat - (block % seats) + seats) % seats;
}
