import { expect, test } from "bun:test";
import { annotatedBoard, annotatedSeries, parseAnnotated } from "./annotated.ts";
import { annotatedF1 } from "./score.ts";

test("F1 of a worked example: three people, one right change, one false one", () => {
	const people = [[10], [10, 50], []];
	// Precision: of 0, 12 and 80 two are marked. Recall: 2 of 2, 2 of 3, 1 of 1.
	const [precision, recall] = [2 / 3, (1 + 2 / 3 + 1) / 3];
	const expected = (2 * precision * recall) / (precision + recall);
	expect(expected).toBeCloseTo(16 / 21, 12);
	expect(annotatedF1([12, 80], people)).toBeCloseTo(16 / 21, 12);
	// Nothing found: 0 alone, marked by all; recall is 1 of 2, 1 of 3, 1 of 1.
	expect(annotatedF1([], people)).toBeCloseTo(22 / 29, 12);
});

test("the margin is 5, a mark counts once, and a start that was found counts as any start", () => {
	expect(annotatedF1([15], [[10]])).toBe(1);
	expect(annotatedF1([16], [[10]])).toBe(0.5);
	// 9 and 11 both fit the one mark: 2 of 3 found ones are right.
	expect(annotatedF1([9, 11], [[10]])).toBeCloseTo(0.8, 12);
	// Two people, one change, 3 points apart: one found change is both people's.
	expect(annotatedF1([20], [[20], [23]])).toBe(1);
	expect(annotatedF1([0, 20], [[20]])).toBe(1);
});

test("the stored series are whole, and missing values keep the places of the others", () => {
	const series = annotatedSeries();
	expect(series).toHaveLength(13);
	expect(series.reduce((sum, { places }) => sum + (places.at(-1) ?? 0) + 1, 0)).toBe(2304);
	const coal = series.find(({ name }) => name === "uk_coal_employ");
	expect(coal?.values).toHaveLength(103);
	expect(coal?.places.slice(7, 14)).toEqual([7, 9, 10, 11, 12, 14, 15]);
	expect(coal?.values.at(-1)).toBe(620);
});

test("doing nothing scores what the dataset's authors published for it", () => {
	const published = {
		...{ quality_control_1: 0.6667, quality_control_2: 0.75, quality_control_3: 0.6667 },
		...{ quality_control_4: 0.7805, quality_control_5: 1, nile: 0.8235, ozone: 0.7234 },
		...{ rail_lines: 0.5366, uk_coal_employ: 0.5133, homeruns: 0.6592, gdp_iran: 0.6517 },
		...{ gdp_croatia: 0.8235, debt_ireland: 0.4694 },
	};
	const ours = annotatedSeries().map(({ name, annotators }) => [
		name,
		Number(annotatedF1([], annotators).toFixed(4)),
	]);
	expect(Object.fromEntries(ours)).toEqual(published);
});

test.each([
	[{ observations: 4 }, "has 3 of 4 values"],
	[{ annotations: { "6": [3] } }, "a mark at 3 of 3 values"],
	[{ annotations: {} }, "no annotator"],
	[{ name: "b" }, "is of b"],
	[{ unit: "m" }, "unit"],
])("a file with %j is refused", (change, reason) => {
	const file = {
		...{ name: "a", source: "s", rounding: "r", licence: "l", observations: 3 },
		...{ annotations: { "6": [1] }, values: [1, null, 3] },
	};
	expect(parseAnnotated("a", JSON.stringify(file)).places).toEqual([0, 2]);
	expect(() => parseAnnotated("a", JSON.stringify({ ...file, ...change }))).toThrow(reason);
});

test("the bar is missed by a detector that is behind, and found ones are told by their places", () => {
	const values = Array.from({ length: 40 }, (_, at) => ((at * 7) % 5) + 100);
	const places = values.map((_, at) => at + 10);
	const series = [{ name: "a", values, places, annotators: [[30]] }];
	const right = annotatedBoard(series, [[20]]);
	expect(right.bars).toEqual([
		{
			text: "F1 of 0.667 on 1 public annotated series, above Otava's 1.000 (higher on 0, lower on 1)",
			met: false,
		},
	]);
	expect(right.lines).toEqual([
		"annotated, a: F1 of assay trend 0.667, Otava 1.000, do nothing 0.667",
		"1 public annotated series: mean F1 of assay trend 0.667",
		"1 public annotated series: mean F1 of Otava 1.000",
		"1 public annotated series: mean F1 of do nothing 0.667",
	]);
	expect(annotatedBoard(series, [[2, 8, 38]]).bars.map(({ met }) => met)).toEqual([true]);
	expect(annotatedBoard(series, [[]]).bars.map(({ met }) => met)).toEqual([false]);
	expect(annotatedBoard(series, undefined).bars).toEqual([]);
});
