import type { EncodedHistogram } from "../../results/schema/index.ts";

/**
 * A log-linear histogram of nanoseconds over 64 bits: every power of two is cut into 128 buckets of
 * equal width. A bucket's middle is at most 0.4 % from any value in it.
 *
 *   bucket 0          [0, 1)
 *   bucket i >= 1     [2^p * (1 + s/128), 2^p * (1 + (s+1)/128))
 *                     with p = floor((i - 1) / 128) and s = (i - 1) mod 128
 *   the last bucket   also everything from 2^64
 *
 * The bucket is read off the number itself: exponent and first 7 bits of the fraction of an IEEE
 * 754 double lie side by side. One store, one load, one shift: 3 to 4 ns a record once the last
 * tier of the JIT has compiled it, 8 to 15 before, or where its thread gets no processor. That does
 * not touch the bursts of load_burst.c.
 *
 * Not covered: values below 1 ns share one bucket. No operation is that fast.
 */
export const subBucketBits = 7;
const subBuckets = 1 << subBucketBits;
const powers = 64;
export const bucketCount = 1 + powers * subBuckets;

const maxCell = 0;
const sumCell = 1;
const firstBucketCell = 2;
export const histogramBytes = 8 * (firstBucketCell + bucketCount);

const number = new Float64Array(new ArrayBuffer(8));
const words = new Uint32Array(number.buffer);
/** So that 1 ns, exponent 1023, is bucket 1. */
const bias = (1023 << subBucketBits) - 1;
const highWord = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

export class Histogram {
	readonly #cells: Float64Array;

	/** A SharedArrayBuffer of `histogramBytes` lets another thread merge it. */
	constructor(buffer: ArrayBuffer | SharedArrayBuffer = new ArrayBuffer(histogramBytes)) {
		this.#cells = new Float64Array(buffer, 0, firstBucketCell + bucketCount);
	}

	/** `ns` is finite and >= 0. */
	record(ns: number): void {
		const cells = this.#cells;
		number[0] = ns;
		let bucket = ((words[highWord] as number) >>> (20 - subBucketBits)) - bias;
		if (bucket < 0) bucket = 0;
		else if (bucket >= bucketCount) bucket = bucketCount - 1;
		cells[firstBucketCell + bucket] = (cells[firstBucketCell + bucket] as number) + 1;
		cells[sumCell] = (cells[sumCell] as number) + ns;
		if (ns > (cells[maxCell] as number)) cells[maxCell] = ns;
	}

	/** What harness/native/load_burst.c records into; in place, for as long as this exists. */
	get cells(): Float64Array {
		return this.#cells;
	}

	reset(): void {
		this.#cells.fill(0);
	}

	merge(other: Histogram): void {
		const mine = this.#cells;
		const theirs = other.#cells;
		mine[maxCell] = Math.max(mine[maxCell] as number, theirs[maxCell] as number);
		for (let cell = sumCell; cell < mine.length; cell++) {
			mine[cell] = (mine[cell] as number) + (theirs[cell] as number);
		}
	}

	/** How many were recorded. */
	get count(): number {
		let count = 0;
		for (let bucket = 0; bucket < bucketCount; bucket++) count += this.countAt(bucket);
		return count;
	}

	get max(): number {
		return this.#cells[maxCell] as number;
	}

	get sum(): number {
		return this.#cells[sumCell] as number;
	}

	countAt(bucket: number): number {
		return this.#cells[firstBucketCell + bucket] ?? 0;
	}

	encode(): EncodedHistogram {
		const indices: number[] = [];
		const counts: number[] = [];
		for (let bucket = 0; bucket < bucketCount; bucket++) {
			const count = this.countAt(bucket);
			if (count === 0) continue;
			indices.push(bucket);
			counts.push(count);
		}
		return { unit: "ns", subBucketBits, indices, counts, max: this.max, sum: this.sum };
	}

	/** Refuses what `encode` can't have written: a histogram comes from a file. */
	static decode(encoded: EncodedHistogram): Histogram {
		const { indices, counts } = encoded;
		if (encoded.subBucketBits !== subBucketBits) {
			throw new RangeError(`histogram has ${encoded.subBucketBits} sub-bucket bits, not 7`);
		}
		if (indices.length !== counts.length)
			throw new RangeError("indices and counts differ in number");
		const histogram = new Histogram();
		const cells = histogram.#cells;
		let last = -1;
		for (const [position, index] of indices.entries()) {
			const count = counts[position] ?? 0;
			const valid = Number.isInteger(index) && index > last && index < bucketCount;
			if (!valid || !Number.isSafeInteger(count) || count < 1) {
				throw new RangeError(`bucket ${index} with count ${count} in a histogram`);
			}
			last = index;
			cells[firstBucketCell + index] = count;
		}
		cells[maxCell] = encoded.max;
		cells[sumCell] = encoded.sum;
		return histogram;
	}
}

/** Lower bound of a bucket, inclusive; that of the next one is its upper bound, exclusive. */
export function bucketLowerNs(bucket: number): number {
	if (bucket <= 0) return 0;
	const power = Math.floor((bucket - 1) / subBuckets);
	return 2 ** power * (1 + ((bucket - 1) % subBuckets) / subBuckets);
}
