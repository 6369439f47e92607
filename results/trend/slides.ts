import { bestPair, type Sums, sumsOf } from "./grid.ts";

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
	const best = bestPair(sums, gainOf, { first: 0, last: count - 1, least: slideMin });
	if (best === undefined) return undefined;
	const { low: begin, high: end, gain } = best;
	const height = productsOf(sums, begin, end) / squaresOf(count, begin, end);
	const before = sums.mean - (height * sumOf(count, begin, end)) / count;
	return { begin, end, gain, before, after: before + height };
}

function gainOf(sums: Sums, begin: number, end: number): number {
	const products = productsOf(sums, begin, end);
	return (products * products) / squaresOf(sums.values.length - 1, begin, end);
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
	for (let place = 0; place < values.length; place++) {
		const way = place <= begin ? 0 : place >= end ? 1 : (place - begin) / (end - begin);
		residuals[place] = (values[place] ?? 0) - before - way * (after - before);
	}
	return residuals;
}
