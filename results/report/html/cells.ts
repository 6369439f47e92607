import type { IntervalResult } from "../../schema/index.ts";
import { bucketLowerNs } from "../exports/distribution.ts";

const subBucketBits = 2;
const bucketMost = 1 + 64 * 2 ** subBucketBits;

/** The cells of some intervals, added up: operations by bucket. */
export type Cells = ReadonlyMap<number, number>;

/** Undefined when an interval that had operations has no cells that can be read. */
export function cellsOf(intervals: readonly IntervalResult[]): Cells | undefined {
	const sum = new Map<number, number>();
	for (const { cells, operations } of intervals) {
		if (cells === undefined && operations === 0) continue;
		const [first, counts] = readCells(cells) ?? [0, undefined];
		if (counts === undefined) return undefined;
		for (const [index, count] of counts.entries()) {
			if (count > 0) sum.set(first + index, (sum.get(first + index) ?? 0) + count);
		}
	}
	return sum;
}

/** A record comes from a file: what no run has written is not read. */
function readCells(text: string | undefined): readonly [number, number[]] | undefined {
	if (text === undefined || text.length > 8192) return undefined;
	const [, start, list] = /^(\d{1,3}):(\d*(?:,\d*)*)$/.exec(text) ?? [];
	if (start === undefined || list === undefined) return undefined;
	const counts = list.split(",").map(Number);
	const fits = Number(start) + counts.length <= bucketMost;
	return fits && counts.every(Number.isSafeInteger) ? [Number(start), counts] : undefined;
}

/** Several buckets as one row of a heat map. */
export interface Bands {
	readonly first: number;
	readonly count: number;
	/** Buckets of a band. */
	readonly each: number;
}

/** The bands that hold all of it, as few buckets each as `most` rows allow. */
export function bandsOf(all: readonly Cells[], most: number): Bands | undefined {
	const used = all.flatMap((cells) => [...cells.keys()]);
	if (used.length === 0) return undefined;
	const [low, high] = [Math.min(...used), Math.max(...used)];
	let each = 1;
	while (bandOf(high, each) - bandOf(low, each) + 1 > most) each *= 2;
	const first = bandOf(low, each);
	return { first, count: bandOf(high, each) - first + 1, each };
}

/** Bucket 0, below 1 ns, is alone: then bands begin at powers of two. */
function bandOf(bucket: number, each: number): number {
	return Math.floor((bucket - 1) / each);
}

export function bandNs({ first, each }: Bands, band: number): number {
	return bucketLowerNs(1 + (first + band) * each, subBucketBits);
}

/** Operations in each band. */
export function inBands(cells: Cells, { first, count, each }: Bands): number[] {
	const counts = new Array<number>(count).fill(0);
	for (const [bucket, own] of cells) {
		const band = bandOf(bucket, each) - first;
		counts[band] = (counts[band] ?? 0) + own;
	}
	return counts;
}
