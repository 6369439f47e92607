import type { SwapDrill } from "../contract/index.ts";

/**
 * Swaps at a rate: the n-th is due n periods after the first, however long the ones before took.
 * One that is behind starts at once, so that a slow swap does not thin out the storm; how far the
 * rate was reached is told.
 */
export class Timetable {
	/** That started later than a whole period after they were due. */
	late = 0;
	#started = 0;
	#firstMs = 0;
	#lastMs = 0;

	constructor(
		readonly perSecond: number,
		readonly nowMs: () => number,
		readonly sleep: (ms: number) => Promise<void> = Bun.sleep,
	) {
		if (!(perSecond > 0 && Number.isFinite(perSecond))) {
			throw new RangeError(`swaps a second: a number above 0, not ${perSecond}`);
		}
	}

	/** Waits until the next one is due; turns the event loop once in any case. */
	async due(): Promise<void> {
		const periodMs = 1000 / this.perSecond;
		if (this.#started === 0) this.#firstMs = this.nowMs();
		const dueMs = this.#firstMs + this.#started * periodMs;
		const waitMs = dueMs - this.nowMs();
		if (waitMs < -periodMs) this.late++;
		await this.sleep(Math.max(0, waitMs));
		this.#started++;
		this.#lastMs = this.nowMs();
	}

	/** From the first start to the last; undefined for fewer than two. */
	get achievedPerSecond(): number | undefined {
		const tookMs = this.#lastMs - this.#firstMs;
		return this.#started < 2 || tookMs <= 0 ? undefined : (1000 * (this.#started - 1)) / tookMs;
	}
}

/** Undefined: swaps come when their clients are ready. */
export function timetableOf(
	{ swapsPerSecond }: SwapDrill,
	nowMs: () => number,
): Timetable | undefined {
	return swapsPerSecond === undefined ? undefined : new Timetable(swapsPerSecond, nowMs);
}
