import { type Lane, laneWord, submitMost } from "../ffi/load.ts";
import type { Loop, LoopParts } from "./loop.ts";
import type { QueueWindow } from "./queue-window.ts";

/** Long enough to sleep in, short enough to notice the end of a run. */
export const pollTimeoutUs = 100_000;

/**
 * A closed loop with a sliding window of `depth` operations: whatever completes is replaced at
 * once. Latency is from submission to the poll that brought the completion.
 */
export class QueueLoop implements Loop {
	readonly #lane: Lane;
	readonly #window: QueueWindow;

	constructor(parts: LoopParts, window: QueueWindow) {
		this.#lane = parts.lane;
		this.#window = window;
	}

	run(untilNs: number): number {
		const { shared } = this.#lane;
		const window = this.#window;
		window.begin();
		do {
			if (window.isBroken || !window.turn(window.pendingCount, pollTimeoutUs)) break;
			window.sampleDepth();
			this.#collect(true);
		} while ((shared[laneWord.endNs] as number) < untilNs);
		return shared[laneWord.endNs] as number;
	}

	/** Replacements stay pending for the next `run`: the engine is idle when this returns. */
	finish(): number {
		const window = this.#window;
		while (window.inFlight > 0 && !window.isBroken && window.turn(0, pollTimeoutUs)) {
			this.#collect(false);
		}
		return this.#lane.shared[laneWord.endNs] as number;
	}

	#collect(submitting: boolean): void {
		const { shared, doneSlots, doneStatus, doneNs } = this.#lane;
		const window = this.#window;
		const completed = shared[laneWord.completed] as number;
		window.inFlight -= completed;
		for (let i = 0; i < completed; i++) {
			const slot = doneSlots[i] as number;
			window.settle(slot, doneStatus[i] as number, doneNs[i] as number);
			window.draw(slot);
			if (submitting && window.pendingCount === submitMost && !window.submit()) return;
		}
	}
}
