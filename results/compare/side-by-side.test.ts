import { describe, expect, test } from "bun:test";
import type { ComparisonPlan, Round } from "./comparison.ts";
import { seededRandom } from "./random.ts";
import { sideBySide } from "./side-by-side.ts";
import { type ComparisonData, judgeComparison } from "./whole.ts";

test("the typical slice decides: a drift of both and a stall of one do not move it", () => {
	const drift = [100, 80, 60, 40, 20];
	const slower = drift.map((iops) => iops * 0.9);
	expect(sideBySide(drift, slower)).toBeCloseTo(-Math.log(0.9), 12);
	expect(sideBySide(drift, slower.with(2, 1))).toBeCloseTo(-Math.log(0.9), 12);
	expect(sideBySide(slower, drift)).toBeCloseTo(Math.log(0.9), 12);
});

test("slices that do not match, or in which nothing typical completed, have no number", () => {
	expect(sideBySide([], [])).toBeUndefined();
	expect(sideBySide([1, 2], [1])).toBeUndefined();
	expect(sideBySide([1, 1, 1], [0, 0, 1])).toBeUndefined();
	expect(sideBySide([0, 0, 5], [0, 0, 1])).toBe(0);
});

const plan: ComparisonPlan = {
	...{ seed: 5, workloads: ["read"], looks: [24], delay: 0 },
	margins: { iops: 0.025, p99Ns: 0.1 },
};

interface Case {
	/** By which each slice of the candidate is slower, and its whole beside that. */
	readonly typical?: number;
	readonly stalls?: number;
	/** Of the whole of a round. */
	readonly noise?: number;
}

function roundsOf({ typical = 0, stalls = 0, noise = 0.01 }: Case, seed: number): Round[] {
	const random = seededRandom(seed);
	return Array.from({ length: 24 }, (_, index) => {
		const own = () => 0.01 * random.normal();
		const iops = (share: number) => ({
			iops: 1e5 * (1 - share) * Math.exp(noise * random.normal()),
		});
		const slower = -Math.log(1 - typical);
		return {
			...{ workload: "read", index, order: ["baseline", "candidate", "control"] as const },
			values: { baseline: iops(0), candidate: iops(typical + stalls), control: iops(0) },
			slowness: { baseline: 0, candidate: slower + own(), control: own() },
		};
	});
}

function dataOf(own: Case): ComparisonData {
	const [rounds, confirmation] = [roundsOf(own, 1), roundsOf(own, 2)];
	return { plan, rounds, confirmation, broken: [], complete: true };
}

describe("rounds in turns", () => {
	test.each<[string, string, string, Case]>([
		["the same", "pass", "as fast", {}],
		["slower in every slice", "fail", "slower", { typical: 0.05 }],
		["slower though the whole is too noisy", "fail", "slower", { typical: 0.05, noise: 0.2 }],
		["as fast slice by slice, but it stalls", "fail", "slower", { stalls: 0.06 }],
		["stalls about the margin", "inconclusive", "with its stalls", { stalls: 0.025 }],
		["stalls could not be seen", "inconclusive", "cannot see stalls", { noise: 0.2 }],
	])("%s: %s", (_what, verdict, words, own) => {
		const judged = judgeComparison(dataOf(own));
		expect(judged.verdict).toBe(verdict as typeof judged.verdict);
		expect(judged.reason).toContain(words);
	});

	test("a fail is shown by the number that it is about", () => {
		const [iops] = judgeComparison(dataOf({ stalls: 0.06 })).metrics;
		expect(iops?.estimate).toBeCloseTo(0.06, 2);
	});
});
