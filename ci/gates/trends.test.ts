import { describe, expect, test } from "bun:test";
import { seededRandom } from "../../results/compare/random.ts";
import { counted, wilson } from "./interval.ts";
import { hitsOf, scoreOf } from "./score.ts";
import { drawHistory, makeSeries } from "./trend-series.ts";
import { benchTrends, scoreboard } from "./trends.ts";

describe("score", () => {
	test("a change is found once, and within five points", () => {
		expect(hitsOf([10, 12, 50], [11, 56])).toBe(1);
		expect(hitsOf([10, 12], [10, 12])).toBe(2);
		expect(hitsOf([10], [10, 12])).toBe(1);
		expect(hitsOf([], [3])).toBe(0);
	});

	test("doing nothing is right about change-free series alone", () => {
		const { hits, found, known, seriesF1 } = scoreOf([[], []], [[], [5]]);
		expect({ hits, found, known }).toEqual({ hits: 0, found: 0, known: 1 });
		expect(seriesF1).toBeCloseTo((1 + 2 / 3) / 2, 12);
	});

	test("Wilson's interval: 0 of 10 is up to 27.8 %, as his formula has it", () => {
		expect(wilson(0, 10).low).toBe(0);
		expect(wilson(0, 10).high).toBeCloseTo(0.2775, 4);
		expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
		expect(counted(12, 300)).toBe("12 of 300, 4.0 % (95 %: 2.3 .. 6.9 %)");
	});
});

test("the series have the noise and the changes that they say", () => {
	const { values } = makeSeries("AR(1) 0.6", 4000, seededRandom(1));
	const logs = values.map((value) => Math.log(value / 100_000));
	const products = logs.slice(1).reduce((sum, value, at) => sum + value * (logs[at] ?? 0), 0);
	const squares = logs.reduce((sum, value) => sum + value ** 2, 0);
	expect(Math.sqrt(squares / 4000)).toBeCloseTo(0.02, 2);
	expect(products / squares).toBeCloseTo(0.6, 1);
	for (let at = 0; at < 40; at++) {
		const { values: drawn, changes } = drawHistory(1, at);
		expect(changes.every((place) => place >= 20 && place <= drawn.length - 20)).toBe(true);
	}
});

test("a few of each: there is no bar over nothing, and none is met by a detector that is behind", () => {
	const none = benchTrends({ cell: 0, histories: 0, seed: 1, otava: undefined });
	expect(none).toEqual({ lines: [], bars: [] });
	const few = benchTrends({ cell: 2, histories: 4, seed: 1, otava: undefined });
	expect(few.lines.filter((line) => line.startsWith("change-free"))).toHaveLength(12);
	expect(few.lines.some((line) => line.includes("drawn: do nothing: F1 0.000"))).toBe(true);
	expect(few.lines.at(-1)).toContain("public annotated series: mean F1 of do nothing");
	const series = Array.from({ length: 4 }, (_, at) => drawHistory(1, at));
	const truth = series.map(({ changes }) => changes);
	expect(scoreboard("drawn", series, truth).bars.map(({ met }) => met)).toEqual([false]);
	const nothing = truth.map(() => []);
	expect(scoreboard("drawn", series, nothing).bars.map(({ met }) => met)).toEqual([true]);
});
