import type { Pace } from "./schedule.ts";

/** Whether an open loop issued what it should have, when it should have. */
export interface Reach {
	/**
	 * `kept-up`: yes. `at-the-edge`: just so, without ever being ahead in the second half.
	 * `fell-behind`: the rate is more than the engine takes. `cut-off`: a stall near the end was
	 * not over when there was no more time to wait.
	 */
	readonly kind: "kept-up" | "at-the-edge" | "fell-behind" | "cut-off";
	/** Of the run's time, the last part of its schedule that was issued only after it. */
	readonly lagShare: number;
	/** When everything due had been issued for the last time, in ms from the start. */
	readonly caughtUpMs: number;
	readonly unissued: number;
}

/** A scheduler's hiccup at the very end is no backlog. */
const lagShareMax = 0.01;
const caughtUpShareMin = 0.5;

/**
 * Of several threads, the worst. A rate that is out of reach lets the backlog grow from some time
 * on to the end; a stall lets it grow, too, but it shrinks again: so what tells the two apart is
 * how long ago the loop was last level with its schedule, not how large the backlog is.
 */
export function reachOf(paces: readonly Pace[]): Reach {
	const each = paces.map(reachOfOne);
	const order = ["kept-up", "at-the-edge", "cut-off", "fell-behind"];
	const [worst] = each.toSorted((a, b) => order.indexOf(b.kind) - order.indexOf(a.kind));
	if (worst === undefined) throw new Error("an open loop without a thread");
	return { ...worst, unissued: each.reduce((sum, { unissued }) => sum + unissued, 0) };
}

function reachOfOne(pace: Pace): Reach {
	const lengthNs = pace.endNs - pace.startNs;
	const lagShare = pace.lagNs / lengthNs;
	const caughtUpNs = pace.caughtUpNs - pace.startNs;
	const facts = { lagShare, caughtUpMs: caughtUpNs / 1e6, unissued: pace.unissued };
	if (caughtUpNs / lengthNs >= caughtUpShareMin) {
		return { ...facts, kind: pace.unissued > 0 ? "cut-off" : "kept-up" };
	}
	return { ...facts, kind: lagShare > lagShareMax ? "fell-behind" : "at-the-edge" };
}

/** A thread that waited longer than this share of its time shows the host, too. */
export const processorWaitShareMax = 0.1;
const hostMargin = 1.5;
const waitByLagMin = 0.8;

/**
 * Would it have kept up, had its threads not stood waiting for a processor? With a margin; or was
 * that wait about as long as the loop is behind?
 */
export function couldBeTheHost(
	processorWaitShare: number,
	{ lagShare }: Pick<Reach, "lagShare">,
	donePerSecond: number,
	askedPerSecond: number,
): boolean {
	if (processorWaitShare <= processorWaitShareMax) return false;
	if (processorWaitShare >= waitByLagMin * lagShare) return true;
	return (hostMargin * donePerSecond) / Math.max(0.01, 1 - processorWaitShare) >= askedPerSecond;
}
