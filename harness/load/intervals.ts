import type { IntervalResult } from "../../results/schema/index.ts";
import { bucketCount, bucketLowerNs, type Histogram, subBucketBits } from "./histogram.ts";
import { samplesBeyondMin } from "./percentiles.ts";

/** Intervals keep 8 buckets in a power of two: their percentiles are within 7 %. */
const coarseBits = 3;
const merged = 1 << (subBucketBits - coarseBits);
const coarseCount = 1 + Math.ceil((bucketCount - 1) / merged);
const errorCell = coarseCount;
const operationCell = coarseCount + 1;
const cellCount = coarseCount + 2;

const intervalMsDefault = 1000;
const countMin = 10;
/** Longer runs get longer intervals: what is kept never grows with the run. */
const countMax = 1024;

/** How a run is cut: a second each, a tenth of a short run, a 1024th of a very long one. */
export function cutIntervals(lengthNs: number): { count: number; intervalNs: number } {
	const bySecond = Math.round(lengthNs / (intervalMsDefault * 1e6));
	const count = Math.min(countMax, Math.max(countMin, bySecond));
	return { count, intervalNs: lengthNs / count };
}

/**
 * The time series of one thread: for each interval what a histogram and two counters grew by.
 * Threads' intervals can be added up, since buckets are kept and not percentiles.
 */
export class IntervalSeries {
	readonly cells: Uint32Array;
	readonly #seen = new Float64Array(new ArrayBuffer(8 * bucketCount));
	#operations = 0;
	#errors = 0;
	#next = 0;

	constructor(readonly count: number) {
		this.cells = new Uint32Array(new ArrayBuffer(4 * cellCount * count));
	}

	/** The current interval is over. */
	close(histogram: Histogram, operations: number, errors: number): void {
		const first = cellCount * this.#next++;
		const { cells } = this;
		const seen = this.#seen;
		for (let bucket = 0; bucket < bucketCount; bucket++) {
			const count = histogram.countAt(bucket);
			const grown = count - (seen[bucket] as number);
			if (grown === 0) continue;
			seen[bucket] = count;
			const coarse = first + (bucket === 0 ? 0 : 1 + Math.floor((bucket - 1) / merged));
			cells[coarse] = (cells[coarse] as number) + grown;
		}
		cells[first + errorCell] = errors - this.#errors;
		cells[first + operationCell] = operations - this.#operations;
		this.#errors = errors;
		this.#operations = operations;
	}
}

/** Adds a thread's cells up; both have as many intervals. */
export function addCells(total: Uint32Array, more: Uint32Array): void {
	for (let cell = 0; cell < total.length; cell++) {
		total[cell] = (total[cell] as number) + (more[cell] as number);
	}
}

/** Per interval: what completed and failed, and the latency as far as it has the samples. */
export function intervalResults(cells: Uint32Array, intervalNs: number): IntervalResult[] {
	const results: IntervalResult[] = [];
	for (let first = 0; first < cells.length; first += cellCount) {
		const operations = cells[first + operationCell] as number;
		const errors = cells[first + errorCell] as number;
		const buckets = cells.subarray(first, first + coarseCount);
		const [p50Ns, p99Ns, maxNs] = [0.5, 0.99, 1].map((quantile) => quantileNs(buckets, quantile));
		results.push({
			startMs: (results.length * intervalNs) / 1e6,
			operations,
			iops: (operations * 1e9) / intervalNs,
			...(errors > 0 ? { errors } : {}),
			...(p50Ns === undefined ? {} : { p50Ns }),
			...(p99Ns === undefined ? {} : { p99Ns }),
			...(maxNs === undefined ? {} : { maxNs, cells: cellsText(buckets) }),
		});
	}
	return results;
}

/** For a heat map, which shows no more: two buckets as one, from the first that is not empty. */
function cellsText(buckets: Uint32Array): string {
	const counts: number[] = [];
	for (const [coarse, count] of buckets.entries()) {
		if (count === 0) continue;
		const cell = Math.ceil(coarse / 2);
		counts[cell] = (counts[cell] ?? 0) + count;
	}
	const first = counts.findIndex((count) => count !== undefined);
	return `${first}:${Array.from(counts.slice(first), (count) => count ?? 0).join(",")}`;
}

/** The middle of the bucket; of the last one for quantile 1, where no samples lie beyond. */
function quantileNs(buckets: Uint32Array, quantile: number): number | undefined {
	const count = buckets.reduce((sum, each) => sum + each, 0);
	const rank = Math.max(1, Math.ceil(quantile * count));
	if (count === 0 || (quantile < 1 && count - rank < samplesBeyondMin)) return undefined;
	let seen = 0;
	const bucket = buckets.findIndex((each) => {
		seen += each;
		return seen >= rank;
	});
	const lower = (coarse: number) => (coarse === 0 ? 0 : bucketLowerNs(1 + (coarse - 1) * merged));
	return (lower(bucket) + lower(bucket + 1)) / 2;
}
