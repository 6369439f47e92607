import { describe, expect, test } from "bun:test";
import { Histogram } from "./histogram.ts";
import { addCells, cutIntervals, IntervalSeries, intervalResults } from "./intervals.ts";
import { latencyOf } from "./percentiles.ts";
import { createRandom } from "./random.ts";
import { seriesDoubts } from "./series-doubts.ts";

const second = 1e9;

describe("how a run is cut", () => {
	test.each([
		[0.5, 10, 0.05],
		[3, 10, 0.3],
		[30, 30, 1],
		[600, 600, 1],
		[24 * 3600, 1024, 84.375],
	])("%d s into %d intervals", (seconds, count, each) => {
		const cut = cutIntervals(seconds * second);
		expect(cut.count).toBe(count);
		expect(cut.intervalNs / second).toBeCloseTo(each, 9);
	});

	test("memory does not grow with the run: a day needs no more than 20 minutes", () => {
		const bytes = (seconds: number) =>
			new IntervalSeries(cutIntervals(seconds * second).count).cells.byteLength;
		expect(bytes(86_400)).toBe(bytes(1200));
		expect(bytes(86_400)).toBeLessThan(3e6);
	});
});

test("each interval has what was recorded in it, within 7 %", () => {
	const random = createRandom(4);
	const histogram = new Histogram();
	const series = new IntervalSeries(3);
	const own = [1, 2, 3].map(() => new Histogram());
	for (const [interval, each] of own.entries()) {
		for (let i = 0; i < 20_000; i++) {
			const ns = 1000 * (interval + 1) * (1 + random.next() / 4294967296) ** 4;
			histogram.record(ns);
			each.record(ns);
		}
		series.close(histogram, histogram.count + interval, interval === 1 ? 5 : 0);
	}
	const results = intervalResults(series.cells, second / 2);
	expect(results.map(({ startMs }) => startMs)).toEqual([0, 500, 1000]);
	expect(results.map(({ operations }) => operations)).toEqual([20_000, 20_001, 20_001]);
	expect(results[0]?.iops).toBe(40_000);
	for (const [interval, each] of own.entries()) {
		const { p50, p99, max } = latencyOf(each);
		const result = results[interval];
		for (const [coarse, exact] of [
			[result?.p50Ns, p50],
			[result?.p99Ns, p99],
			[result?.maxNs, max],
		]) {
			expect(Math.abs((coarse as number) / (exact as number) - 1)).toBeLessThan(0.07);
		}
	}
});

test("threads' intervals add up, errors and all; too few samples have no percentile", () => {
	const make = (count: number, errors: number) => {
		const histogram = new Histogram();
		for (let i = 0; i < count; i++) histogram.record(5000);
		const series = new IntervalSeries(1);
		series.close(histogram, count, errors);
		return series.cells;
	};
	const one = make(150, 2);
	expect(intervalResults(one, second)[0]?.p50Ns).toBeUndefined();
	addCells(one, make(150, 1));
	const [both] = intervalResults(one, second);
	expect(both).toMatchObject({ operations: 300, errors: 3 });
	expect(both?.p50Ns).toBeGreaterThan(4650);
	expect(both?.p99Ns).toBeUndefined();
	expect(both?.maxNs).toBeLessThan(5350);
});

describe("a run that changed under way is doubted", () => {
	const series = (...rates: number[]) =>
		rates.map((iops, index) => ({ startMs: index * 100, operations: iops / 10, iops }));
	test.each([
		[series(500, 500, 500, 500, 200, 200, 200, 200, 200), "from 500 in the first third"],
		[series(100, 100, 100, 100, 100, 250, 250, 250, 250), "to 250 in the last"],
		[
			series(500, 500, 500, 0, 0, 500, 500, 500, 500),
			"completed in 2 of 9 intervals, first 300 ms",
		],
	])("%#", (intervals, words) => {
		expect(seriesDoubts(intervals).join()).toContain(words);
	});
	test("noise is not", () => {
		expect(seriesDoubts(series(500, 400, 300, 450, 320, 500, 260, 330, 300))).toEqual([]);
		expect(seriesDoubts(series(500, 1))).toEqual([]);
	});
});

test("each interval's cells count its operations where the record's readers look for them", () => {
	const histogram = new Histogram();
	const series = new IntervalSeries(3);
	for (const ns of [0.5, 1, 1.2, 1.26, 1000, 1023]) histogram.record(ns);
	series.close(histogram, 6, 0);
	series.close(histogram, 6, 0);
	histogram.record(1024);
	series.close(histogram, 7, 0);
	const [all, none, one] = intervalResults(series.cells, second);
	// 1 + 4 * 9 + 3: the last quarter of 512..1024 ns.
	expect(all?.cells).toBe(`0:1,2,1,${"0,".repeat(37)}2`);
	expect(none?.cells).toBeUndefined();
	expect(one?.cells).toBe("41:1");
});
