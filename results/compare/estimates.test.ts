import { describe, expect, test } from "bun:test";
import { benjaminiHochberg, holm } from "./adjust.ts";
import { minimalDetectable, robustDeviation } from "./detectable.ts";
import { hodgesLehmann } from "./hodges-lehmann.ts";
import { seededRandom } from "./random.ts";
import { signedRankTest } from "./signed-rank.ts";
import { witnessSignedRank } from "./witness.ts";
import { darwin, depression, thrombolysis } from "./worked-examples.ts";

function drawn(seed: number, count: number, shift = 0): number[] {
	const random = seededRandom(seed);
	return Array.from({ length: count }, () => random.normal() + shift);
}

describe("Hodges-Lehmann", () => {
	test("Hollander and Wolfe's examples 3.3 and 3.4: 0.46, 96.1 % within 0.010 .. 0.786", () => {
		const { estimate, low, high, level } = hodgesLehmann(depression, 0.95);
		expect(estimate).toBeCloseTo(0.46, 10);
		expect(low).toBeCloseTo(0.01, 10);
		expect(high).toBeCloseTo(0.786, 10);
		expect(level).toBeCloseTo(0.961, 3);
	});

	test("its interval holds just what the signed rank test does not reject", () => {
		const { low, high, level } = hodgesLehmann(darwin, 0.95);
		const alpha = 1 - level;
		const pAt = (centre: number) =>
			witnessSignedRank(
				darwin.map((value, at) => value - centre + at * 1e-7),
				"two-sided",
			).pValue;
		expect(pAt(low + 0.01)).toBeGreaterThan(alpha);
		expect(pAt(low - 0.01)).toBeLessThanOrEqual(alpha + 1e-9);
		expect(pAt(high - 0.01)).toBeGreaterThan(alpha);
		expect(pAt(high + 0.01)).toBeLessThanOrEqual(alpha + 1e-9);
	});

	test("too few rounds bound nothing: never a narrow interval out of three", () => {
		const { low, high } = hodgesLehmann([1, 1.01, 1.02], 0.95);
		expect([low, high]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
	});

	test("one wild round in twenty moves it by less than a tenth", () => {
		const values = drawn(4, 20);
		const wild = [...values.slice(1), 1e6];
		const moved = hodgesLehmann(wild, 0.9).estimate - hodgesLehmann(values, 0.9).estimate;
		expect(Math.abs(moved)).toBeLessThan(0.2);
	});

	test("covers at its level; the normal limit of many rounds agrees with the exact one", () => {
		const missed = Array.from({ length: 1000 }, (_, seed) => {
			const { low, high } = hodgesLehmann(drawn(seed, 15), 0.9);
			return low > 0 || high < 0;
		}).filter(Boolean).length;
		expect(missed).toBeGreaterThan(60);
		expect(missed).toBeLessThan(130);
		const many = hodgesLehmann(drawn(1, 101), 0.95);
		const fewer = hodgesLehmann(drawn(1, 101).slice(0, 100), 0.95);
		expect(many.high - many.low).toBeCloseTo(fewer.high - fewer.low, 1);
	});
});

describe("many metrics", () => {
	test("Benjamini and Hochberg's trial: four hold at 5 %, three by Holm", () => {
		const held = (adjusted: readonly number[]) => adjusted.filter((p) => p <= 0.05).length;
		expect(held(benjaminiHochberg(thrombolysis))).toBe(4);
		expect(held(holm(thrombolysis))).toBe(3);
	});

	test("as R documents p.adjust: Holm and Benjamini-Hochberg of 0.01 .. 0.05", () => {
		const pValues = [0.01, 0.02, 0.03, 0.04, 0.05];
		const close = (adjusted: readonly number[], expected: readonly number[]) =>
			expect(adjusted.map((p) => p.toFixed(12))).toEqual(expected.map((p) => p.toFixed(12)));
		close(holm(pValues), [0.05, 0.08, 0.09, 0.09, 0.09]);
		close(benjaminiHochberg(pValues), [0.05, 0.05, 0.05, 0.05, 0.05]);
	});

	/** With a tie in each, in no order. */
	const drawnValues = () => {
		const random = seededRandom(11);
		return Array.from({ length: 9 }, (_, at) => {
			const pValues = Array.from({ length: at + 1 }, () => random.next() ** 3);
			return [...pValues, pValues[0] ?? 0];
		});
	};

	test("Holm is Bonferroni, closed: the worst of all sets that a p-value is in", () => {
		for (const pValues of drawnValues()) {
			const sets = Array.from({ length: 2 ** pValues.length - 1 }, (_, set) =>
				[...pValues.keys()].filter((at) => ((set + 1) >>> at) & 1),
			);
			const bonferroni = (set: readonly number[]) =>
				Math.min(1, set.length * Math.min(...set.map((at) => pValues[at] ?? 1)));
			holm(pValues).forEach((adjusted, at) => {
				const worst = Math.max(...sets.filter((set) => set.includes(at)).map(bonferroni));
				expect(adjusted).toBeCloseTo(worst, 12);
			});
		}
	});

	test("Benjamini-Hochberg: the least rate at which their step-up procedure rejects", () => {
		for (const pValues of drawnValues()) {
			const sorted = [...pValues].sort((a, b) => a - b);
			const rejected = (p: number, rate: number) => {
				const last = sorted.findLastIndex((each, at) => each <= ((at + 1) / sorted.length) * rate);
				return last >= 0 && p <= (sorted[last] ?? 0);
			};
			benjaminiHochberg(pValues).forEach((adjusted, at) => {
				const p = pValues[at] ?? Number.NaN;
				expect(rejected(p, adjusted * (1 + 1e-9))).toBe(true);
				expect(rejected(p, adjusted * (1 - 1e-9))).toBe(adjusted > 1);
			});
		}
	});

	test("what is no p-value is refused", () => {
		expect(() => holm([0.1, 1.2])).toThrow("outside");
		expect(() => benjaminiHochberg([Number.NaN])).toThrow("outside");
	});
});

describe("minimal detectable effect", () => {
	test("as the signed rank test has it: 80 % of 1000 samples with that shift are found", () => {
		const shift = minimalDetectable(1, 20, 0.05);
		const found = Array.from({ length: 1000 }, (_, seed) =>
			signedRankTest(drawn(seed, 20, shift), "greater"),
		).filter(({ pValue }) => pValue <= 0.05).length;
		expect(found).toBeGreaterThan(750);
		expect(found).toBeLessThan(860);
	});

	test("spread: a normal's own, whatever one round in twenty does; unknown of one round", () => {
		const values = drawn(9, 1000);
		expect(robustDeviation(values)).toBeCloseTo(1, 1);
		expect(robustDeviation([...values.slice(50), ...Array(50).fill(1e9)])).toBeLessThan(1.2);
		expect(robustDeviation([3])).toBe(Number.POSITIVE_INFINITY);
		expect(robustDeviation([0, 0, 0, 0, 9])).toBeGreaterThan(1);
		expect(minimalDetectable(1, 0, 0.01)).toBe(Number.POSITIVE_INFINITY);
	});
});
