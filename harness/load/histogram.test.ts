import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { histogramSchema } from "../../results/schema/index.ts";
import { addressOf, recordNatively } from "../ffi/load.ts";
import { bucketCount, bucketLowerNs, Histogram, histogramBytes } from "./histogram.ts";
import { latencyOf, percentileNs, samplesBeyondMin } from "./percentiles.ts";

/** Spread over all powers of two, whole numbers and fractions. */
const nanoseconds = fc
	.tuple(
		fc.integer({ min: 0, max: 63 }),
		fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }),
	)
	.map(([power, fraction]) => fraction * 2 ** power);
const samples = fc.array(nanoseconds, { minLength: 1, maxLength: 400 });
const errorMax = 0.008;

function histogramOf(values: readonly number[]): Histogram {
	const histogram = new Histogram();
	for (const value of values) histogram.record(value);
	return histogram;
}

describe("histogram", () => {
	test("every percentile is within 0.8 % of the sorted samples' own", () => {
		fc.assert(
			fc.property(samples, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, quantile) => {
				const sorted = [...values].sort((a, b) => a - b);
				const exact = sorted[Math.max(1, Math.ceil(quantile * values.length)) - 1] as number;
				const found = percentileNs(histogramOf(values), quantile, 0) as number;
				expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(errorMax);
				expect(found).toBeLessThanOrEqual(sorted.at(-1) as number);
			}),
		);
	});

	test("count, maximum and sum are exact", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1 }), (values) => {
				const histogram = histogramOf(values);
				expect(histogram.count).toBe(values.length);
				expect(histogram.max).toBe(Math.max(...values));
				expect(histogram.sum).toBe(values.reduce((sum, value) => sum + value, 0));
			}),
		);
	});

	test("a value lies within its bucket's bounds", () => {
		fc.assert(
			fc.property(nanoseconds, (value) => {
				const bucket = histogramOf([value]).encode().indices[0] as number;
				expect(value).toBeGreaterThanOrEqual(bucketLowerNs(bucket));
				expect(value).toBeLessThan(bucketLowerNs(bucket + 1));
			}),
		);
	});

	test("merging equals recording everything in one, over shared memory too", () => {
		fc.assert(
			fc.property(samples, samples, (left, right) => {
				const shared = new SharedArrayBuffer(histogramBytes);
				const merged = new Histogram(shared);
				for (const value of left) merged.record(value);
				merged.merge(histogramOf(right));
				const { sum, ...whole } = histogramOf([...left, ...right]).encode();
				const { sum: mergedSum, ...rest } = new Histogram(shared).encode();
				expect(rest).toEqual(whole);
				expect(Math.abs(mergedSum - sum)).toBeLessThanOrEqual(sum * 1e-12);
			}),
		);
	});

	test("what is encoded passes the record's schema and decodes to the same", () => {
		fc.assert(
			fc.property(samples, (values) => {
				const encoded = histogramSchema.parse(
					JSON.parse(JSON.stringify(histogramOf(values).encode())),
				);
				expect(Histogram.decode(encoded).encode()).toEqual(encoded);
			}),
		);
	});

	test("recorded from C it is the same", () => {
		fc.assert(
			fc.property(fc.array(nanoseconds, { minLength: 1, maxLength: 60 }), (values) => {
				// Whole bytes of memory that does not move: see harness/ffi/load.ts.
				const source = new Float64Array(new SharedArrayBuffer(8 * values.length));
				source.set(values);
				const native = new Histogram(new SharedArrayBuffer(histogramBytes));
				recordNatively(addressOf(native.cells), addressOf(source), values.length);
				expect(native.encode()).toEqual(histogramOf(values).encode());
			}),
		);
		const ends = [0, 0.5, 2 ** 64, 2 ** 80];
		const source = new Float64Array(new SharedArrayBuffer(8 * ends.length));
		source.set(ends);
		const native = new Histogram(new SharedArrayBuffer(histogramBytes));
		recordNatively(addressOf(native.cells), addressOf(source), ends.length);
		expect(native.encode()).toEqual(histogramOf(ends).encode());
	});

	test.each([0, 0.5, 2 ** 64, 2 ** 80])("the ends of the range hold %p", (value) => {
		const bucket = histogramOf([value]).encode().indices[0];
		expect(bucket).toBe(value < 1 ? 0 : bucketCount - 1);
		expect(histogramOf([value]).max).toBe(value);
	});

	test.each([
		["other precision", { subBucketBits: 6 }],
		["different lengths", { counts: [1, 1] }],
		["a bucket beyond the last", { indices: [bucketCount] }],
		["a negative bucket", { indices: [-1] }],
		["buckets out of order", { indices: [5, 4], counts: [1, 1] }],
		["no count", { counts: [0] }],
		["a fraction of a sample", { counts: [1.5] }],
	])("decode refuses %s", (_, change) => {
		const encoded = histogramOf([100]).encode();
		expect(() => Histogram.decode({ ...encoded, ...change })).toThrow(RangeError);
	});
});

describe("percentiles", () => {
	test("is absent with one sample too few beyond it, and there with enough", () => {
		const ninety = (count: number) => latencyOf(histogramOf(Array(count).fill(7))).p90;
		expect(ninety(samplesBeyondMin * 10 - 1)).toBeUndefined();
		expect(ninety(samplesBeyondMin * 10)).toBeDefined();
	});

	test("nothing recorded: nothing known", () => {
		expect(latencyOf(new Histogram())).toEqual({});
	});

	test("p99.99 appears with a million samples, not before", () => {
		const few = latencyOf(histogramOf(Array(999_999).fill(50)));
		expect(Object.keys(few).sort()).toEqual(["max", "mean", "p50", "p90", "p99", "p999"]);
		expect(latencyOf(histogramOf(Array(1_000_000).fill(50))).p9999).toBe(50);
	});
});
