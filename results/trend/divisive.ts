import { segmentMin } from "./energy.ts";
import { shortPoints } from "./measure.ts";
import { type TestedSplit, testSplit } from "./significance.ts";

/** So rarely does a change-free window show a change to its end, and one that is undone again. */
const alphaEnds = 0.02;
const alphaBumps = 0.005;
/**
 * Of a short segment, which has no room for a bump that would not be found by its ends, and of a
 * short series, which is tested once.
 */
const alphaShort = 0.01;
const alphaShortSeries = 0.017;
/** Of two changes at once, and of a slide. */
const alphaShapes = 0.005;
/** Fewer points tell nothing of more than one change. */
const shapeMin = 20;
/** In fewer points at the side of a step a slide would be a part of the step's noise. */
const slideMinOfSegment = 30;

/** A change within a window. */
export interface Found {
	/** The first point after a step, or of a slide. */
	readonly at: number;
	/** The first point of the level that a slide ends at; absent of a step. */
	readonly until?: number;
	readonly pValue: number;
	readonly persistence: number;
	readonly spread: number;
}

/**
 * E-divisive: the best split, if it is better than chance, and then the same on either side of it.
 * Where none is, two changes at once may be, or a slide: their parts are looked at in the same way,
 * but for the way of the slide itself.
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
		const isWhole = segment.length === values.length;
		const changes = changesOf(segment, isWhole, seed + from * 1009 + to);
		const edges = [from];
		for (const change of changes) {
			const placed = movedBy(change, from);
			found.push(placed);
			edges.push(placed.at, placed.until ?? placed.at);
		}
		edges.push(to);
		for (let at = 0; changes.length > 0 && at < edges.length; at += 2) {
			open.push({ from: edges[at] ?? 0, to: edges[at + 1] ?? 0 });
		}
	}
	return found.sort((a, b) => a.at - b.at);
}

/** Of the shapes the first that is better than chance: its changes. */
function changesOf(values: Float64Array, isWhole: boolean, seed: number): Found[] {
	const { length } = values;
	const isShort = length < shortPoints;
	const alphaSplit = isShort ? (isWhole ? alphaShortSeries : alphaShort) : alphaEnds;
	const split =
		testSplit(values, "ends", alphaSplit, seed) ??
		(isShort ? undefined : testSplit(values, "bumps", alphaBumps, seed));
	if (split !== undefined) return [foundOf(split)];
	if (length < shapeMin) return [];
	const pieces = testSplit(values, "pieces", alphaShapes, seed);
	if (pieces !== undefined)
		return [pieces.at, pieces.until].map((at) => foundOf({ ...pieces, at }));
	if (!isWhole && length < slideMinOfSegment) return [];
	const slide = testSplit(values, "slide", alphaShapes, seed);
	return slide === undefined ? [] : [{ ...foundOf(slide), until: slide.until }];
}

function foundOf({ at, pValue, persistence, spread }: TestedSplit): Found {
	return { at, pValue, persistence, spread };
}

/** The same change, counted from elsewhere. */
export function movedBy<Each extends Found>(found: Each, by: number): Each {
	const until = found.until === undefined ? {} : { until: found.until + by };
	return { ...found, at: found.at + by, ...until };
}
