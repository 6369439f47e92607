import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mean } from "simple-statistics";
import { seededRandom } from "../compare/random.ts";
import { changePoints } from "./change-points.ts";
import { keptText, keptWindows } from "./kept.ts";
import { wholeWindowsFrom, windowPoints } from "./windows.ts";
import { nile, nileChange, nileMean } from "./worked-examples.ts";

/** 100,000 IOPS with noise of 2 %; each step is a factor from its point on. */
function series(seed: number, count: number, steps: Record<number, number> = {}, memory = 0) {
	const random = seededRandom(seed, 5);
	let level = 1e5;
	let drift = random.normal();
	return Array.from({ length: count }, (_, at) => {
		level *= steps[at] ?? 1;
		drift = memory * drift + Math.sqrt(1 - memory ** 2) * random.normal();
		return level * Math.exp(0.02 * drift);
	});
}

describe("change points", () => {
	test("the Nile of 1871-1970 changed once, in 1898/99", () => {
		expect(mean(nile)).toBeCloseTo(nileMean, 6);
		const { changes } = changePoints(nile);
		expect(changes.map(({ at }) => at)).toEqual([nileChange]);
		const [change] = changes;
		expect(change).toMatchObject({ pointsBefore: 28, pointsAfter: 72, before: 1130, after: 842.5 });
		expect(change?.effect).toBeCloseTo(842.5 / 1130 - 1, 12);
	});

	test("steps down and up again, each with what was before and after", () => {
		const { changes } = changePoints(series(3, 250, { 80: 0.95, 170: 1.08 }));
		expect(changes).toHaveLength(2);
		const [down, up] = changes;
		expect(Math.abs((down?.at ?? 0) - 80)).toBeLessThanOrEqual(5);
		expect(Math.abs((up?.at ?? 0) - 170)).toBeLessThanOrEqual(5);
		expect(down?.effect).toBeCloseTo(-0.05, 1);
		expect(down?.before).toBeGreaterThan(98_000);
		expect(up?.before).toBe(down?.after ?? 0);
		expect(up?.effect).toBeGreaterThan(0.05);
		expect(down?.confidence).toBeGreaterThan(0.97);
	});

	test("a dip that is undone is two changes, not none", () => {
		const { changes } = changePoints(series(8, 100, { 40: 0.93, 60: 1 / 0.93 }));
		expect(changes.map(({ at }) => Math.round(at / 10))).toEqual([4, 6]);
	});

	test("across windows each change is told once", () => {
		const steps = { 100: 0.9, 152: 1.1, 298: 0.92, 450: 1.1, 610: 0.9 };
		const { changes } = changePoints(series(4, 700, steps));
		const expected = Object.keys(steps).map(Number);
		expect(changes).toHaveLength(expected.length);
		changes.forEach(({ at }, index) => {
			expect(Math.abs(at - (expected[index] ?? 0))).toBeLessThanOrEqual(5);
		});
	});

	test("of 120 change-free series of 30 points, some with much memory, few are flagged", () => {
		const flagged = [0, 0.3, 0.6].flatMap((memory) =>
			Array.from({ length: 40 }, (_, seed) => changePoints(series(seed, 30, {}, memory)).changes),
		);
		// At 5 % more than 12 of 120 come in one of 100; the benchmark counts in earnest.
		expect(flagged.filter((changes) => changes.length > 0).length).toBeLessThanOrEqual(12);
	});

	test("the same when the unit is another one", () => {
		const values = series(5, 120, { 60: 0.95 });
		const { changes } = changePoints(values);
		const scaled = changePoints(values.map((value) => value * 1024)).changes;
		expect(scaled.map(({ at }) => at)).toEqual(changes.map(({ at }) => at));
		expect(changes).toHaveLength(1);
	});
});

describe("degenerate series", () => {
	test("equal points, few points and none have no change", () => {
		for (const values of [[], [1], Array(9).fill(2), Array(400).fill(7), Array(60).fill(0)]) {
			expect(changePoints(values).changes).toEqual([]);
		}
	});

	test("a step without any noise is one, from zero on as well", () => {
		const values = [...Array(20).fill(0), ...Array(20).fill(3)];
		const { changes } = changePoints(values);
		expect(changes).toHaveLength(1);
		expect(changes[0]).toMatchObject({ at: 20, before: 0, after: 3 });
		expect(changes[0]).not.toHaveProperty("effect");
	});

	test("what is no number is refused, with its place", () => {
		expect(() => changePoints([1, 2, Number.NaN])).toThrow("point 2");
		expect(() => changePoints([1, Number.POSITIVE_INFINITY])).toThrow("point 1");
	});
});

describe("kept windows", () => {
	const histories = fc.record({
		seed: fc.integer({ min: 1, max: 1e6 }),
		count: fc.integer({ min: 1, max: 1100 }),
		more: fc.integer({ min: 1, max: 40 }),
		step: fc.integer({ min: 0, max: 1100 }),
	});

	test("new points give what all points give, at the cost of two windows at most", () => {
		fc.assert(
			fc.property(histories, ({ seed, count, more, step }) => {
				const values = series(seed, count + more, { [step]: 0.9 });
				const earlier = changePoints(values.slice(0, count));
				const grown = changePoints(values, keptWindows(keptText(earlier.kept, [])));
				const whole = changePoints(values);
				expect(grown.changes).toEqual(whole.changes);
				expect(grown.doubtful).toEqual(whole.doubtful);
				expect(grown.kept).toEqual(whole.kept);
				expect(grown.looked).toBeLessThanOrEqual(2);
			}),
			{ numRuns: 6, seed: 9 },
		);
	}, 120_000);

	test("a series that is cut begins where a window does, and does so for a while", () => {
		expect([0, 149, 150, 299, 300].map(wholeWindowsFrom)).toEqual([0, 0, 150, 150, 300]);
		expect(wholeWindowsFrom(-20)).toBe(0);
		const values = series(7, 700, { 600: 0.93 });
		const cut = changePoints(values.slice(wholeWindowsFrom(200)));
		const places = cut.changes.map(({ at }) => at + 150);
		expect(places).toEqual(changePoints(values).changes.map(({ at }) => at));
		expect(places).toHaveLength(1);
	});

	test("a series that begins later, at a window, is not looked at again", () => {
		const values = series(6, 4 * windowPoints, { 500: 0.9 });
		const cut = values.slice(wholeWindowsFrom(windowPoints));
		const { looked, changes } = changePoints(cut, changePoints(values).kept);
		expect(looked).toBe(0);
		expect(changes).toEqual(changePoints(cut).changes);
	});

	test("a text that is none of ours holds no windows; of ours the first 64 stay", () => {
		const [window] = changePoints(series(6, windowPoints, { 150: 0.9 })).kept;
		if (window === undefined) throw new Error("a whole window was not kept");
		expect(keptWindows(keptText([window], []))).toEqual([window]);
		const found = [{ ...window.found[0], at: "150" }];
		for (const text of ["", "{", "{}", "[null]", JSON.stringify([{ ...window, found }])]) {
			expect(keptWindows(text)).toEqual([]);
		}
		expect(keptWindows(undefined)).toEqual([]);
		const others = Array.from({ length: 70 }, (_, checksum) => ({ ...window, checksum }));
		const used = { ...window, checksum: 5 };
		const kept = keptWindows(keptText([used], others)).map(({ checksum }) => checksum);
		expect([kept.length, kept[0], kept.indexOf(5, 1)]).toEqual([64, 5, -1]);
	});

	test("a window of other points, or of another seed, is not believed", () => {
		const values = series(6, 2 * windowPoints);
		const { kept } = changePoints(values);
		const changed = values.with(10, 5);
		expect(changePoints(changed, kept).kept).toEqual(changePoints(changed).kept);
		expect(changePoints(values, kept).looked).toBe(0);
		expect(changePoints(values, kept, 2).looked).toBe(3);
	});
});
