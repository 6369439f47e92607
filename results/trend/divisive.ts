import { segmentMin } from "./energy.ts";
import { shortPoints, type TestedSplit, testSplit } from "./significance.ts";

/** So rarely does a change-free window show a change to its end, and one that is undone again. */
const alphaEnds = 0.02;
const alphaBumps = 0.005;
/**
 * Of a short segment, which has no room for a bump that would not be found by its ends, and of a
 * short series, which is tested once.
 */
const alphaShort = 0.01;
const alphaShortSeries = 0.02;

/** A change within a window: the first point after it. */
export interface Found {
	readonly at: number;
	readonly pValue: number;
	readonly persistence: number;
	readonly spread: number;
}

/**
 * E-divisive: the best split, if it is better than chance, and then the same on either side of it.
 * The seed of each test follows from where its segment is, so that the same points give the same
 * changes whatever was computed before.
 */
export function divide(values: Float64Array, seed: number): Found[] {
	const found: Found[] = [];
	const open = [{ from: 0, to: values.length }];
	for (let place = open.pop(); place !== undefined; place = open.pop()) {
		const { from, to } = place;
		if (to - from < 2 * segmentMin) continue;
		const segment = values.subarray(from, to);
		const split = splitOf(segment, segment.length === values.length, seed + from * 1009 + to);
		if (split === undefined) continue;
		const { pValue, persistence, spread } = split;
		const at = from + split.at;
		found.push({ at, pValue, persistence, spread });
		open.push({ from, to: at }, { from: at, to });
	}
	return found.sort((a, b) => a.at - b.at);
}

function splitOf(values: Float64Array, isWhole: boolean, seed: number): TestedSplit | undefined {
	if (values.length < shortPoints) {
		return testSplit(values, "ends", isWhole ? alphaShortSeries : alphaShort, seed);
	}
	return testSplit(values, "ends", alphaEnds, seed) ?? testSplit(values, "bumps", alphaBumps, seed);
}
