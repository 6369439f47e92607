/** Of a series of more points than this not all pairs of places are tried, but those of a grid. */
const allMost = 40;
/** So many places of a longer one, in either direction. */
const places = 30;

/** Two places of a series, and how much of its sum of squares a shape takes away that has them. */
export interface BestPair {
	readonly low: number;
	readonly high: number;
	readonly gain: number;
}

/** What the gain of a pair follows from: running sums, of the points about their mean. */
export interface Sums {
	/** Of the first so many points. */
	readonly values: Float64Array;
	/** Of each point times its place. */
	readonly byPlace: Float64Array;
	readonly mean: number;
}

export function sumsOf(points: Float64Array): Sums {
	const count = points.length;
	let total = 0;
	for (let at = 0; at < count; at++) total += points[at] ?? 0;
	const mean = total / count;
	const values = new Float64Array(count + 1);
	const byPlace = new Float64Array(count + 1);
	let sum = 0;
	let sumByPlace = 0;
	for (let at = 0; at < count; at++) {
		const value = (points[at] ?? 0) - mean;
		sum += value;
		sumByPlace += at * value;
		values[at + 1] = sum;
		byPlace[at + 1] = sumByPlace;
	}
	return { values, byPlace, mean };
}

/** Lows count up from the first one, highs down from the last one; both ends are tried. */
export interface Region {
	readonly lowFirst: number;
	readonly lowLast: number;
	readonly highFirst: number;
	readonly highLast: number;
	/** So far is a high from its low at least. */
	readonly least: number;
	readonly apart: number;
}

/**
 * The pair of places with the largest gain, `least` and more apart, between `first` and `last`. On
 * a grid, and then around its best pair: a gain falls off slowly with the distance from the best
 * place. Hundreds of rebuilt series are searched in the same way, so that each shape has a `scan`
 * of its own, without a call for each pair.
 */
export function bestPair(
	sums: Sums,
	scan: (sums: Sums, region: Region) => BestPair,
	{ first, last, least }: { first: number; last: number; least: number },
): BestPair | undefined {
	if (last - first < least) return undefined;
	const count = sums.values.length - 1;
	const apart = count <= allMost ? 1 : Math.ceil(count / places);
	const lowLast = last - least;
	const highFirst = first + least;
	const best = scan(sums, { lowFirst: first, lowLast, highFirst, highLast: last, least, apart });
	if (apart === 1) return best;
	return scan(sums, {
		lowFirst: Math.max(first, best.low - apart + 1),
		lowLast: Math.min(lowLast, best.low + apart - 1),
		highFirst: Math.max(highFirst, best.high - apart + 1),
		highLast: Math.min(last, best.high + apart - 1),
		least,
		apart: 1,
	});
}

const shares: number[] = [];

/** 1 over each whole number up to `count`: a product costs less than a quotient. */
export function sharesUpTo(count: number): readonly number[] {
	for (let each = shares.length; each <= count; each++) shares.push(1 / each);
	return shares;
}
