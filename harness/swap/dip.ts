/**
 * How far acknowledgements fall around a hand-over, and when they are back. Pure.
 *
 * A time line counts acknowledgements by millisecond, round and round. Before is the mean of the
 * time before the hand-over; the dip is the slowest window that meets the hand-over, as a share
 * of that; back is the end of the first window after it that reaches `backShare` of before, and
 * after which the rate stays there for a window more.
 *
 * Not covered: what lasts less than a window; that is the stall's business.
 */
export interface Dip {
	/** 0: as fast as before; 1: nothing was acknowledged for a whole window. */
	readonly depth: number;
	/** From closing the gate; undefined: not within the time looked at. */
	readonly backMs: number | undefined;
	readonly beforePerMs: number;
}

export const dipWindowMs = 5;
const beforeMs = 50;
const backShare = 0.9;

/** `closedMs` on the time line; `untilMs`: the next hand-over, or the end. */
export function measureDip(
	timeline: ArrayLike<number>,
	closedMs: number,
	untilMs: number,
): Dip | undefined {
	const count = (from: number, to: number): number => {
		let sum = 0;
		for (let ms = from; ms < to; ms++) sum += timeline[ms % timeline.length] ?? 0;
		return sum;
	};
	const closed = Math.floor(closedMs);
	const end = Math.floor(untilMs);
	if (closed < beforeMs || end - closed < 2 * dipWindowMs) return undefined;
	const beforePerMs = count(closed - beforeMs, closed) / beforeMs;
	if (beforePerMs === 0) return undefined;
	const share = (from: number) => count(from, from + dipWindowMs) / (dipWindowMs * beforePerMs);
	let slowest = Number.POSITIVE_INFINITY;
	// Windows that hold the moment of closing.
	for (let from = closed - dipWindowMs + 1; from <= closed; from++) {
		slowest = Math.min(slowest, share(from));
	}
	let backMs: number | undefined;
	for (let from = closed; from + 2 * dipWindowMs <= end && backMs === undefined; from++) {
		const stays = share(from + dipWindowMs) >= backShare;
		if (share(from) >= backShare && stays) backMs = from - closed + dipWindowMs;
	}
	return { depth: Math.max(0, 1 - slowest), backMs, beforePerMs };
}
