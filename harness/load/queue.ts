import { type Lane, laneWord, submitMost } from "../ffi/load.ts";
import type { Loop, LoopParts } from "./loop.ts";
import type { QueueWindow } from "./queue-window.ts";

/** Long enough to sleep in, short enough to notice the end of a run. */
export const pollTimeoutUs = 100_000;

/**
 * Completions that one poll may bring. A slot stands empty from the poll that brought its
 * completion to the submit call of its successor. Had a poll brought all that are there, often the
 * whole window, the last would have waited for the submit calls of all others, in no latency and in
 * no queue: of 32 operations asked for 21 were in flight, and p50 was 0.6 of that of fio, which
 * takes one at a time. As many as a submit call takes have their successors in that very call; but
 * never more than a quarter of the window, or the device waits for the harness.
 */
export const pollMost = (depth: number): number => Math.min(submitMost, Math.max(1, depth >>> 2));

/**
 * A closed loop with a sliding window of `depth` operations: whatever completes is replaced at
 * once. Latency is from submission to the poll that brought the completion.
 */
export class QueueLoop implements Loop {
	readonly #lane: Lane;
	readonly #window: QueueWindow;
	readonly #depth: number;

	constructor(parts: LoopParts, window: QueueWindow) {
		this.#lane = parts.lane;
		this.#window = window;
		this.#depth = parts.workload.depth;
	}

	run(untilNs: number): number {
		const { shared } = this.#lane;
		const window = this.#window;
		const most = pollMost(this.#depth);
		window.begin();
		do {
			if (window.isBroken) break;
			if (!window.turn(window.pendingCount, most, pollTimeoutUs)) break;
			window.sampleDepth();
			this.#collect();
		} while ((shared[laneWord.endNs] as number) < untilNs);
		return shared[laneWord.endNs] as number;
	}

	/** Replacements stay pending for the next `run`: the engine is idle when this returns. */
	finish(): number {
		const window = this.#window;
		// Nothing waits for its successor here, and an engine has to fill a long answer, too.
		while (window.inFlight > 0 && !window.isBroken) {
			if (!window.turn(0, this.#depth, pollTimeoutUs)) break;
			this.#collect();
		}
		return this.#lane.shared[laneWord.endNs] as number;
	}

	#collect(): void {
		const { shared, doneSlots, doneStatus, doneNs } = this.#lane;
		const window = this.#window;
		const completed = shared[laneWord.completed] as number;
		window.inFlight -= completed;
		for (let i = 0; i < completed; i++) {
			const slot = doneSlots[i] as number;
			window.settle(slot, doneStatus[i] as number, doneNs[i] as number);
			window.draw(slot);
		}
	}
}
