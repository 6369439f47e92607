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

/**
 * The pair of places with the largest gain, `least` and more apart, between `first` and `last`. On
 * a grid, and then around its best pair: a gain falls off slowly with the distance from the best
 * place. Hundreds of rebuilt series are searched in the same way.
 */
export function bestPair(
	sums: Sums,
	gainOf: (sums: Sums, low: number, high: number) => number,
	{ first, last, least }: { first: number; last: number; least: number },
): BestPair | undefined {
	if (last - first < least) return undefined;
	const count = sums.values.length - 1;
	const apart = count <= allMost ? 1 : Math.ceil(count / places);
	let low = first;
	let high = last;
	let gain = -1;
	for (let from = first; from <= last - least; from += apart) {
		for (let to = last; to >= from + least; to -= apart) {
			const each = gainOf(sums, from, to);
			if (each <= gain) continue;
			gain = each;
			low = from;
			high = to;
		}
	}
	const lowEnd = Math.min(last - least, low + apart - 1);
	const highStart = Math.max(first + least, high - apart + 1);
	const highEnd = Math.min(last, high + apart - 1);
	for (let from = Math.max(first, low - apart + 1); apart > 1 && from <= lowEnd; from++) {
		for (let to = Math.max(highStart, from + least); to <= highEnd; to++) {
			const each = gainOf(sums, from, to);
			if (each <= gain) continue;
			gain = each;
			low = from;
			high = to;
		}
	}
	return { low, high, gain };
}
