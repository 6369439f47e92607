import { type BestPair, bestPair, type Region, type Sums, sharesUpTo, sumsOf } from "./grid.ts";

/** Between its begin and its end a slide has at least so many steps; what is shorter is a step. */
export const slideMin = 10;

/** In points of its segment: a level, a straight way to another one, and that level. */
export interface Slide {
	/** The last point of the first level: the next one has left it. */
	readonly begin: number;
	/** The first point of the second level. */
	readonly end: number;
	/** How much of the sum of squares about the mean it takes away. */
	readonly gain: number;
	readonly before: number;
	readonly after: number;
}

/**
 * The slide with the least sum of squared deviations. A sum of products over a straight way follows
 * from the running sums of the values and of those by place.
 */
export function bestSlide(values: Float64Array): Slide | undefined {
	const count = values.length;
	const sums = sumsOf(values);
	const best = bestPair(sums, scan, { first: 0, last: count - 1, least: slideMin });
	if (best === undefined) return undefined;
	const { low: begin, high: end, gain } = best;
	const height = productsOf(sums, begin, end) / squaresOf(count, begin, end);
	const before = sums.mean - (height * sumOf(count, begin, end)) / count;
	return { begin, end, gain, before, after: before + height };
}

/** The gain of a way is the square of its products with the values over its own squares. */
function scan({ values, byPlace }: Sums, region: Region): BestPair {
	const { lowFirst, lowLast, highFirst, highLast, least, apart } = region;
	const count = values.length - 1;
	const shares = sharesUpTo(count);
	const shareOfAll = shares[count] ?? 0;
	let low = lowFirst;
	let high = highLast;
	let gain = -1;
	for (let begin = lowFirst; begin <= lowLast; begin += apart) {
		const first = values[begin] ?? 0;
		const firstByPlace = byPlace[begin] ?? 0;
		const stop = Math.max(highFirst, begin + least);
		for (let end = highLast; end >= stop; end -= apart) {
			const length = end - begin;
			const share = shares[length] ?? 0;
			const upTo = values[end] ?? 0;
			const inside = (byPlace[end] ?? 0) - firstByPlace - begin * (upTo - first);
			const products = inside * share - upTo;
			const after = count - end;
			const sum = (length - 1) / 2 + after;
			const own = ((length - 1) * (2 * length - 1) * share) / 6 + after;
			const squares = own - sum * sum * shareOfAll;
			if (products * products <= gain * squares) continue;
			gain = (products * products) / squares;
			low = begin;
			high = end;
		}
	}
	return { low, high, gain };
}

/** Of the way, 0 up to `begin` and 1 from `end` on, with the values, which sum to 0. */
function productsOf({ values, byPlace }: Sums, begin: number, end: number): number {
	const upTo = values[end] ?? 0;
	const inside = upTo - (values[begin] ?? 0);
	const insideByPlace = (byPlace[end] ?? 0) - (byPlace[begin] ?? 0);
	return (insideByPlace - begin * inside) / (end - begin) - upTo;
}

/** Of the way itself. */
function sumOf(count: number, begin: number, end: number): number {
	return (end - begin - 1) / 2 + count - end;
}

/** Of the way about its mean. */
function squaresOf(count: number, begin: number, end: number): number {
	const length = end - begin;
	const sum = sumOf(count, begin, end);
	const squares = ((length - 1) * (2 * length - 1)) / (6 * length) + count - end;
	return squares - (sum * sum) / count;
}

/** What is left of each point when its place on the way is taken off. */
export function residualsOfSlide(values: Float64Array, slide: Slide): Float64Array {
	const { begin, end, before, after } = slide;
	const residuals = new Float64Array(values.length);
	for (let place = 0; place <= begin; place++) residuals[place] = (values[place] ?? 0) - before;
	const slope = (after - before) / (end - begin);
	for (let place = begin + 1; place < end; place++) {
		residuals[place] = (values[place] ?? 0) - before - (place - begin) * slope;
	}
	for (let place = end; place < values.length; place++) {
		residuals[place] = (values[place] ?? 0) - after;
	}
	return residuals;
}
