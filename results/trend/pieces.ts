import { segmentMin } from "./energy.ts";
import { bestPair, type Sums, sumsOf } from "./grid.ts";

/** Three levels: the first point of the second one, and of the third. */
export interface Pieces {
	readonly at: number;
	readonly until: number;
	/** How much of the sum of squares about the mean they take away. */
	readonly gain: number;
}

/**
 * The two changes of level that leave the least sum of squares, wherever they are: a series that
 * goes up and on, or up and down again, divides badly in two, and what is then left over looks like
 * memory, so that one change would be taken for chance.
 */
export function bestPieces(values: Float64Array): Pieces | undefined {
	const range = { first: segmentMin, last: values.length - segmentMin, least: segmentMin };
	const best = bestPair(sumsOf(values), gainOf, range);
	return best === undefined ? undefined : { at: best.low, until: best.high, gain: best.gain };
}

function gainOf({ values }: Sums, at: number, until: number): number {
	const count = values.length - 1;
	const first = values[at] ?? 0;
	const upTo = values[until] ?? 0;
	const second = upTo - first;
	return (first * first) / at + (second * second) / (until - at) + (upTo * upTo) / (count - until);
}
