import { describe, expect, test } from "bun:test";
import padjust from "@stdlib/stats-padjust";
import wilcoxon from "@stdlib/stats-wilcoxon";
import { benjaminiHochberg, holm } from "./adjust.ts";
import { minimalDetectable, robustDeviation } from "./detectable.ts";
import { hodgesLehmann } from "./hodges-lehmann.ts";
import { seededRandom } from "./random.ts";
import { signedRankTest } from "./signed-rank.ts";
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
			wilcoxon(
				darwin.map((value) => value - centre),
				{ alternative: "two-sided" },
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

	test.each(["holm", "bh"] as const)("%s agrees with @stdlib/stats-padjust", (method) => {
		const random = seededRandom(11);
		const adjust = method === "holm" ? holm : benjaminiHochberg;
		for (let count = 1; count < 30; count++) {
			const pValues = Array.from({ length: count }, () => random.next() ** 3);
			pValues.push(pValues[0] ?? 0);
			const theirs = padjust(pValues, method);
			adjust(pValues).forEach((p, at) => {
				expect(p).toBeCloseTo(theirs[at] ?? Number.NaN, 12);
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
