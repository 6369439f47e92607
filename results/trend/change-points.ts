import { segmentMin } from "./energy.ts";
import { medianOf } from "./median.ts";
import {
	checksumOf,
	joined,
	lookAt,
	movedTo,
	type Window,
	windowPoints,
	windowsOf,
} from "./windows.ts";

/** Where a series changed: by a step, or by a slide over `slideMin` points and more. */
export interface ChangePoint {
	/** Index of the first point after a step, or of a slide. */
	readonly at: number;
	/** Of a slide: where it has come to its end, the last point if it goes on. Absent of a step. */
	readonly until?: number;
	/**
	 * Medians of the stretch up to the change before, and to the one after; where a slide leaves
	 * fewer than 5 points, of its own first or last ones.
	 */
	readonly before: number;
	readonly after: number;
	readonly pointsBefore: number;
	readonly pointsAfter: number;
	/** As a share of `before`: -0.05 is 5 % less. Absent where `before` is zero. */
	readonly effect?: number;
	/** Chance that a change-free series like this one shows as much. */
	readonly pValue: number;
	/** 1 less that. */
	readonly confidence: number;
	/** How much of a point's deviation the next one shares, as estimated here. */
	readonly persistence: number;
}

export interface Trend {
	readonly changes: readonly ChangePoint[];
	/** First points of changes that the divisive test saw and the step fit did not. */
	readonly doubtful: readonly number[];
	/** For the next time: with them, new points cost two windows at most. */
	readonly kept: readonly Window[];
	/** How many windows had to be looked at. */
	readonly looked: number;
}

const seedDefault = 1;

/**
 * The changes of a series, oldest point first: steps that E-divisive, or a search for two at once,
 * finds better than chance and an L1 step fit has as well, within 5 points; and slides, which
 * explain the series better than steps do. Ratios are what matters of positive numbers, so
 * these are compared by their logarithms. `kept` is what an earlier call returned: what is found is
 * the same with it and without, for a window is taken from it only if it is whole and its points
 * are the same.
 *
 * Not covered: a bend (it is told as a slide), a step within a slide, a change of spread alone, and
 * changes nearer than 5 points to either end or to each other.
 */
export function changePoints(
	series: readonly number[],
	kept: readonly Window[] = [],
	seed = seedDefault,
): Trend {
	const bad = series.findIndex((value) => !Number.isFinite(value));
	if (bad >= 0) throw new RangeError(`point ${bad} of a series is ${series[bad]}, not a number`);
	const isPositive = series.every((value) => value > 0);
	const values = new Float64Array(series);
	if (isPositive) for (let at = 0; at < values.length; at++) values[at] = Math.log(values[at] ?? 1);
	let looked = 0;
	const windows = windowsOf(values.length).map(({ from, to }) => {
		const checksum = checksumOf(values.subarray(from, to), seed);
		const known = kept.find((each) => each.checksum === checksum);
		if (known !== undefined && known.to - known.from === to - from) return movedTo(known, from);
		looked++;
		return lookAt(values, from, to, seed);
	});
	const seen = joined(windows, values.length);
	const found = seen.filter(({ confirmed }) => confirmed);
	const changes = found.map(({ at, until, pValue, persistence }, index) => {
		const start = found[index - 1]?.until ?? found[index - 1]?.at ?? 0;
		const end = found[index + 1]?.at ?? series.length;
		const earlier = series.slice(start, Math.max(at, start + segmentMin));
		const later = series.slice(Math.min(until ?? at, end - segmentMin), end);
		const before = medianOf(earlier);
		const after = medianOf(later);
		return {
			at,
			...(until === undefined ? {} : { until }),
			before,
			after,
			pointsBefore: earlier.length,
			pointsAfter: later.length,
			...(before === 0 ? {} : { effect: after / before - 1 }),
			pValue,
			confidence: 1 - pValue,
			persistence,
		};
	});
	return {
		changes,
		doubtful: seen.filter(({ confirmed }) => !confirmed).map(({ at }) => at),
		kept: windows.filter(({ from, to }) => to - from === windowPoints),
		looked,
	};
}

/** Does a slide end within a series of so many points? A step doesn't. */
export function isOver({ until }: Pick<ChangePoint, "until">, count: number): boolean {
	return until !== undefined && until <= count - segmentMin;
}

/** Where a series of so many points changes its course: steps, begins and ends of slides. */
export function turnsOf(changes: readonly ChangePoint[], count: number): number[] {
	const places = changes
		.flatMap(({ at, until }) => (until === undefined ? [at] : [at, until]))
		.filter((at) => at >= segmentMin && at <= count - segmentMin)
		.sort((a, b) => a - b);
	return places.filter((at, index) => index === 0 || at - (places[index - 1] ?? 0) >= segmentMin);
}
