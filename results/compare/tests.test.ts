import { describe, expect, test } from "bun:test";
import { seededRandom } from "./random.ts";
import { type Alternative, signFlipTest } from "./sign-flip.ts";
import { signedRankDistribution, signedRankTest } from "./signed-rank.ts";
import { witnessSignedRank } from "./witness.ts";
import { darwin, depression } from "./worked-examples.ts";

const sides: readonly Alternative[] = ["greater", "less", "two-sided"];

function drawn(seed: number, count: number, shift: number): number[] {
	const random = seededRandom(seed);
	return Array.from({ length: count }, () => random.normal() + shift);
}

/** By the definition: middle ranks, and each of the 2^n patterns of signs equally likely. */
function countPatterns(values: readonly number[]) {
	const sizes = values.map(Math.abs);
	const ranks = sizes.map((size) => {
		const smaller = sizes.filter((other) => other < size).length;
		const equal = sizes.filter((other) => other === size).length;
		return smaller + (equal + 1) / 2;
	});
	const sumOf = (isPositive: (at: number) => boolean) =>
		ranks.reduce((sum, rank, at) => sum + (isPositive(at) ? rank : 0), 0);
	const statistic = sumOf((at) => (values[at] ?? 0) > 0);
	const patterns = Array.from({ length: 2 ** values.length }, (_, pattern) =>
		sumOf((at) => ((pattern >>> at) & 1) === 1),
	);
	const share = (fits: (sum: number) => boolean) => patterns.filter(fits).length / patterns.length;
	return {
		statistic,
		upper: share((sum) => sum >= statistic),
		lower: share((sum) => sum <= statistic),
	};
}

describe("sign-flip test", () => {
	test("Darwin's maize as Fisher (1935) counted it: 863 of 32,768 in a tail", () => {
		const upper = signFlipTest(darwin, "greater", 1);
		expect(upper).toEqual({ pValue: 863 / 32_768, exact: true, flips: 32_768 });
		expect(signFlipTest(darwin, "two-sided", 1).pValue).toBe(1726 / 32_768);
		expect(signFlipTest(darwin, "less", 1).pValue).toBeGreaterThan(0.97);
	});

	test("drawn patterns come near the exact p-value, and never to zero", () => {
		const twice = [...darwin, ...darwin];
		const { pValue, exact } = signFlipTest(twice, "greater", 5, 50_000);
		// The normal limit of the same statistic: the two agree within 1 % here.
		const sum = twice.reduce((a, b) => a + b, 0);
		const z = sum / Math.sqrt(twice.reduce((a, b) => a + b * b, 0));
		expect(z).toBeGreaterThan(2.5);
		expect(exact).toBe(false);
		expect(pValue).toBeGreaterThan(0.001);
		expect(pValue).toBeLessThan(0.006);
		const sure = signFlipTest(Array(40).fill(1), "greater", 1, 999);
		expect(sure.pValue).toBe(1 / 1000);
	});

	test("the seed alone decides, and no observation is no test", () => {
		const values = drawn(3, 30, 0.2);
		expect(signFlipTest(values, "greater", 8)).toEqual(signFlipTest(values, "greater", 8));
		expect(signFlipTest(values, "greater", 8)).not.toEqual(signFlipTest(values, "greater", 9));
		expect(() => signFlipTest([], "greater", 1)).toThrow("no observations");
		expect(() => signFlipTest([1, Number.NaN], "greater", 1)).toThrow("finite");
	});

	test("keeps its level: 5 % of 2000 change-free samples, give or take", () => {
		const found = Array.from({ length: 2000 }, (_, at) =>
			signFlipTest(drawn(at, 10, 0), "greater", 1),
		).filter(({ pValue }) => pValue <= 0.05).length;
		expect(found).toBeGreaterThan(65);
		expect(found).toBeLessThan(135);
	});
});

describe("signed rank test", () => {
	test("Hollander and Wolfe's example 3.1: W = 40, p = 0.0195", () => {
		const { statistic, pValue, exact } = signedRankTest(depression, "greater");
		expect({ statistic, exact }).toEqual({ statistic: 40, exact: true });
		expect(pValue).toBeCloseTo(0.019531, 6);
	});

	test("Darwin's maize: W = 96, p = 0.0413", () => {
		const { statistic, pValue } = signedRankTest(darwin, "two-sided");
		expect(statistic).toBe(96);
		expect(pValue).toBeCloseTo(0.04126, 5);
	});

	test.each(sides)("agrees with lib-r-math.js, exact: %s", (alternative) => {
		for (let seed = 0; seed < 20; seed++) {
			const values = drawn(seed, 8 + 2 * seed, 0.3);
			const theirs = witnessSignedRank(values, alternative);
			const ours = signedRankTest(values, alternative);
			expect({ ...ours, pValue: 0 }).toMatchObject({ exact: true, statistic: theirs.statistic });
			expect(ours.pValue).toBeCloseTo(theirs.pValue, 9);
		}
	});

	test.each(sides)("beyond 50 differences the normal limit is near lib-r-math.js: %s", (side) => {
		for (let seed = 0; seed < 20; seed++) {
			const values = drawn(seed, 60, 0.2);
			const ours = signedRankTest(values, side);
			expect(ours.exact).toBe(false);
			expect(Math.abs(ours.pValue - witnessSignedRank(values, side).pValue)).toBeLessThan(0.004);
		}
	});

	test.each(sides)("with ties it is near the count of all sign patterns: %s", (side) => {
		for (let seed = 0; seed < 8; seed++) {
			const values = drawn(seed, 14, 0.2).map((value) => Math.round(value * 3) || 1);
			const { statistic, pValue, exact } = signedRankTest(values, side);
			const counted = countPatterns(values);
			expect(exact).toBe(false);
			expect(statistic).toBe(counted.statistic);
			const { upper, lower } = counted;
			const both = Math.min(1, 2 * Math.min(upper, lower));
			const expected = { greater: upper, less: lower, "two-sided": both }[side];
			expect(Math.abs(pValue - expected)).toBeLessThan(0.03);
		}
	});

	test("nothing but zeros shows nothing", () => {
		expect(signedRankTest([0, 0, 0], "two-sided").pValue).toBe(1);
	});

	test("the distribution is one", () => {
		expect(signedRankDistribution(20).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
	});
});
