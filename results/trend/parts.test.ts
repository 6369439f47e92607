import { describe, expect, test } from "bun:test";
import { mad, median } from "simple-statistics";
import { type Random, seededRandom } from "../compare/random.ts";
import { innovationsOf, persistenceOf, rebuild, spreadOf } from "./autocorrelation.ts";
import { bestSplit, segmentMin } from "./energy.ts";
import { medianOf } from "./median.ts";
import { testSplit } from "./significance.ts";
import { costOfOneStep, fitSteps } from "./steps.ts";

function drawn(random: Random, count: number): Float64Array {
	return Float64Array.from({ length: count }, () => Math.round(20 * random.normal()) / 4);
}

const meanDistance = (a: Float64Array, b: Float64Array) =>
	a.reduce((sum, x) => sum + b.reduce((inner, y) => inner + Math.abs(x - y), 0), 0) /
	(a.length * b.length);

describe("energy statistic", () => {
	test("is the energy distance, times the points of each side, over their number", () => {
		const random = seededRandom(2);
		for (let count = 10; count < 40; count++) {
			const values = drawn(random, count);
			const split = bestSplit(values, "ends");
			const energyAt = (at: number) => {
				const [a, b] = [values.slice(0, at), values.slice(at)];
				const distance = 2 * meanDistance(a, b) - meanDistance(a, a) - meanDistance(b, b);
				return (a.length * b.length * distance) / (2 * count);
			};
			const places = Array.from({ length: count - 9 }, (_, at) => energyAt(at + segmentMin));
			expect(split?.between).toBeCloseTo(Math.max(...places), 8);
			expect(energyAt(split?.at ?? 0)).toBeCloseTo(split?.between ?? 0, 8);
			expect(split?.until).toBe(count);
		}
	});

	test("a search for bumps sees at least what a search to the end sees", () => {
		const random = seededRandom(4);
		for (let count = 10; count < 60; count++) {
			const values = drawn(random, count);
			const ends = bestSplit(values, "ends");
			const bumps = bestSplit(values, "bumps");
			expect((bumps?.between ?? 0) + 1e-9).toBeGreaterThanOrEqual(ends?.between ?? Number.NaN);
		}
		const bump = Float64Array.from({ length: 60 }, (_, at) => (at >= 20 && at < 40 ? 1 : 0));
		expect(bestSplit(bump, "bumps")).toMatchObject({ at: 20, until: 40 });
	});

	test("nine points have no split: five are the least on either side", () => {
		expect(bestSplit(new Float64Array(9), "ends")).toBeUndefined();
		expect(testSplit(new Float64Array(9), "ends", 0.05, 1)).toBeUndefined();
	});
});

describe("autocorrelation", () => {
	const split = { at: 1000, until: 2000, between: 0 };

	test.each([0, 0.3, 0.6])("a series rebuilt with %d is measured so", (persistence) => {
		const random = seededRandom(7);
		const innovations = Float64Array.from({ length: 2000 }, () => random.normal());
		const rebuilt = new Float64Array(2000);
		rebuild(innovations, persistence, random, rebuilt);
		const found = persistenceOf(rebuilt, split, spreadOf(rebuilt));
		expect(found).toBeCloseTo(persistence, 1);
		const back = innovationsOf(rebuilt, split, persistence);
		expect(persistenceOf(back, split, spreadOf(back))).toBeCloseTo(0, 1);
	});

	test("without it the points are permuted, none lost", () => {
		const values = Float64Array.from({ length: 50 }, (_, at) => at);
		const rebuilt = new Float64Array(50);
		rebuild(values.slice(), 0, seededRandom(1), rebuilt);
		expect(rebuilt).not.toEqual(values);
		expect(rebuilt.slice().sort()).toEqual(values);
	});

	test("an outlier doesn't hide it", () => {
		const random = seededRandom(3);
		const series = new Float64Array(2000);
		rebuild(
			Float64Array.from(series, () => random.normal()),
			0.6,
			random,
			series,
		);
		for (let at = 0; at < 2000; at += 100) series[at] = 60;
		expect(persistenceOf(series, split, spreadOf(series))).toBeGreaterThan(0.4);
	});
});

describe("step fit", () => {
	const costOf = (values: Float64Array, steps: readonly number[], penalty: number) => {
		const places = [0, ...steps, values.length];
		return places.slice(1).reduce((sum, to, index) => {
			const segment = [...values.slice(places[index], to)];
			const centre = median(segment);
			const distance = segment.reduce((inner, value) => inner + Math.abs(value - centre), 0);
			return sum + distance + (index > 0 ? penalty : 0);
		}, 0);
	};

	test("no other steps cost less, of all that could be", () => {
		const random = seededRandom(6);
		for (let turn = 0; turn < 40; turn++) {
			const count = 16 + (turn % 2);
			const values = drawn(random, count).map((value, at) => value + (at > 8 ? turn / 4 : 0));
			const penalty = 1 + 10 * random.next();
			const steps = fitSteps(values, penalty);
			const candidates: number[][] = [[]];
			for (let one = segmentMin; one <= count - segmentMin; one++) {
				candidates.push([one]);
				for (let two = one + segmentMin; two <= count - segmentMin; two++)
					candidates.push([one, two]);
			}
			const least = Math.min(...candidates.map((each) => costOf(values, each, penalty)));
			expect(costOf(values, steps, penalty)).toBeCloseTo(least, 8);
			const few = candidates.filter(({ length }) => length < 2);
			const leastOfFew = Math.min(...few.map((each) => costOf(values, each, penalty)));
			expect(costOfOneStep(values, penalty)).toBeCloseTo(leastOfFew, 8);
		}
	});

	test("finds a step under outliers that a mean would follow", () => {
		const random = seededRandom(8);
		const values = Float64Array.from({ length: 80 }, (_, at) => {
			const outlier = at % 13 === 0 ? 40 : 0;
			return random.normal() + (at < 33 ? 0 : 5) + outlier;
		});
		const spread = mad([...values.slice(0, 33)]);
		expect(fitSteps(values, 10 * spread)).toEqual([33]);
		expect(fitSteps(new Float64Array(4), 1)).toEqual([]);
	});
});

test("the median is simple-statistics' own", () => {
	const random = seededRandom(9);
	for (let count = 1; count < 30; count++) {
		const values = drawn(random, count);
		expect(medianOf(values)).toBe(median([...values]));
	}
	expect(() => medianOf([])).toThrow(RangeError);
});

test("a shuffle draws as one place after the other does", () => {
	const [one, other] = [seededRandom(5, 2), seededRandom(5, 2)];
	const values = Float64Array.from({ length: 100 }, (_, at) => at);
	const known = values.slice();
	for (let turn = 0; turn < 3; turn++) {
		one.shuffle(values);
		for (let place = known.length - 1; place > 0; place--) {
			const drawnPlace = other.below(place + 1);
			const moved = known[place] ?? 0;
			known[place] = known[drawnPlace] ?? 0;
			known[drawnPlace] = moved;
		}
		expect(values).toEqual(known);
	}
	expect(one.next()).toBe(other.next());
});
