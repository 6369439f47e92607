import { monotonicNs, sleepMs } from "../ffi/index.ts";
import type { Crew } from "./crew.ts";
import { until } from "./threads.ts";

/** A thread that is silent for so long is stuck; the coordinator's watchdog waits longer. */
export const stuckMs = 10_000;
/** Acknowledged operations of each thread that show: it is under way. */
const progressOperations = 4;
/** So long a replaced engine waits for its shutdown at most. */
const heldNsMax = 500e6;

/** Holds this thread, its event loop too: the replaced engine is not shut down before. */
export function holdUntil(condition: () => boolean): void {
	const end = monotonicNs() + heldNsMax;
	while (!condition() && monotonicNs() < end) sleepMs(0.2);
}

/** Where the drill's threads are: the main thread waits for them here. */
export class Pace {
	constructor(readonly crew: Crew) {}

	/** All threads move on; false when one of them is stuck. `unless` ends the waiting early. */
	async underWay(unless: () => boolean): Promise<boolean> {
		const { operations } = this.crew.board;
		const goals = Array.from(operations, (done) => done + progressOperations);
		const moved = () =>
			operations.every((_, lane) => Atomics.load(operations, lane) - (goals[lane] ?? 0) >= 0);
		await until(() => moved() || unless(), stuckMs);
		this.crew.check();
		return moved() || unless();
	}

	/** All writers have read and rest blocks for this phase, whatever their engine answered. */
	async resting(phase: number): Promise<boolean> {
		await until(() => this.#rest(phase), stuckMs);
		this.crew.check();
		return this.#rest(phase);
	}

	/**
	 * Until they did: what only the old engine's shutdown brings to the device is missing for them,
	 * and late for what they have written since.
	 */
	holdUntilRead(phase: number): void {
		holdUntil(() => this.#rest(phase));
	}

	#rest(phase: number): boolean {
		const { restingSince } = this.crew.board;
		return restingSince.every((_, writer) => Atomics.load(restingSince, writer) >= phase);
	}
}
