import { distancesOf } from "./distances.ts";

/** Between changes lie at least so many points: fewer are outliers. */
export const segmentMin = 5;

/** Of a segment that ends before the end of the series; shorter ones would be found by chance. */
const bumpMin = 15;

/** Where a segment of a series divides best, from its start on. */
export interface Split {
	/** The first point after the change. */
	readonly at: number;
	/** The change back, or to something else; the length of the segment if there is none. */
	readonly until: number;
	/** Energy between the two sides: their share of the sum of all distances. */
	readonly between: number;
}

/**
 * `ends`: the second side reaches to the end. `bumps`: it may end before it, so that a change which
 * is undone later is found, too; more places to look at, so more to be found by chance.
 */
export type Search = "ends" | "bumps";

/**
 * E-divisive's statistic (Matteson and James 2014) for one dimension and exponent 1: the split with
 * the largest energy distance between the points before and after it. With the mean distances
 * taken over all pairs, the sum of distances falls into one between and one within the two sides
 * (Rizzo and Szekely 2010), whence the subtraction.
 */
export function bestSplit(values: Float64Array, search: Search): Split | undefined {
	if (values.length < 2 * segmentMin) return undefined;
	return search === "ends" ? bestOfEnds(values) : bestOfBumps(values);
}

/** Of equal splits the first. */
function bestOfEnds(values: Float64Array): Split {
	const count = values.length;
	const { earlier: before, later } = distancesOf(values);
	let all = 0;
	for (let place = 0; place < count; place++) {
		all += before[place] ?? 0;
		before[place] = all;
	}
	let inside = 0;
	let least = Number.POSITIVE_INFINITY;
	let at = segmentMin;
	for (let split = count - 1; split >= segmentMin; split--) {
		inside += later[split] ?? 0;
		if (count - split < segmentMin) continue;
		const within = (before[split - 1] ?? 0) / split + inside / (count - split);
		if (within > least) continue;
		least = within;
		at = split;
	}
	return { at, until: count, between: all / count - least };
}

/** All splits of all segments from the start on together cost one pass over the pairs. */
function bestOfBumps(values: Float64Array): Split {
	const count = values.length;
	const shares = new Float64Array(count + 1);
	for (let points = 1; points <= count; points++) shares[points] = 1 / points;
	const insideAfter = new Float64Array(count + 1);
	const insideBefore = new Float64Array(count + 1);
	let all = 0;
	let between = -1;
	let at = segmentMin;
	let until = count;
	for (let end = 1; end <= count; end++) {
		const newest = values[end - 1] ?? 0;
		let distance = 0;
		for (let from = end - 2; from >= 0; from--) {
			distance += Math.abs((values[from] ?? 0) - newest);
			insideAfter[from] = (insideAfter[from] ?? 0) + distance;
		}
		all += distance;
		insideBefore[end] = all;
		if (end < count && count - end < segmentMin) continue;
		const after = end === count ? segmentMin : bumpMin;
		let least = all / end - between;
		for (let split = segmentMin; split <= end - after; split++) {
			const within =
				(insideBefore[split] ?? 0) * (shares[split] ?? 0) +
				(insideAfter[split] ?? 0) * (shares[end - split] ?? 0);
			if (within >= least) continue;
			least = within;
			between = all / end - within;
			at = split;
			until = end;
		}
	}
	return { at, until, between };
}
