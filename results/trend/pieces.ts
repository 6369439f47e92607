import { segmentMin } from "./energy.ts";
import { type BestPair, bestPair, type Region, type Sums, sharesUpTo, sumsOf } from "./grid.ts";

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
	const best = bestPair(sumsOf(values), scan, range);
	return best === undefined ? undefined : { at: best.low, until: best.high, gain: best.gain };
}

function scan({ values }: Sums, region: Region): BestPair {
	const { lowFirst, lowLast, highFirst, highLast, least, apart } = region;
	const count = values.length - 1;
	const shares = sharesUpTo(count);
	let low = lowFirst;
	let high = highLast;
	let gain = -1;
	for (let at = lowFirst; at <= lowLast; at += apart) {
		const first = values[at] ?? 0;
		const ofFirst = first * first * (shares[at] ?? 0);
		const stop = Math.max(highFirst, at + least);
		for (let until = highLast; until >= stop; until -= apart) {
			const upTo = values[until] ?? 0;
			const second = upTo - first;
			const ofSecond = second * second * (shares[until - at] ?? 0);
			const each = ofFirst + ofSecond + upTo * upTo * (shares[count - until] ?? 0);
			if (each <= gain) continue;
			gain = each;
			low = at;
			high = until;
		}
	}
	return { low, high, gain };
}
