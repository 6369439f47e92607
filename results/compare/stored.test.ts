import { describe, expect, test } from "bun:test";
import { pt } from "lib-r-math.js";
import type { ComparisonPlan, Round } from "./comparison.ts";
import { parseComparison } from "./parse.ts";
import { seededRandom } from "./random.ts";
import type { StoredBaseline } from "./stored.ts";
import { studentBelow, studentQuantile } from "./student.ts";
import { judgeComparison } from "./whole.ts";

describe("Student's distribution", () => {
	// Fisher and Yates, Statistical Tables, table III: two-sided 5 % and 2 %.
	test.each([
		[1, 12.706, 31.821],
		[2, 4.303, 6.965],
		[3, 3.182, 4.541],
		[4, 2.776, 3.747],
		[5, 2.571, 3.365],
		[10, 2.228, 2.764],
		[29, 2.045, 2.462],
	])("with %d degrees of freedom is as tabled", (freedom, five, two) => {
		expect(studentQuantile(0.975, freedom)).toBeCloseTo(five, 3);
		expect(studentQuantile(0.99, freedom)).toBeCloseTo(two, 3);
		expect(studentQuantile(0.025, freedom)).toBeCloseTo(-five, 3);
		expect(studentBelow(0, freedom)).toBe(0.5);
	});

	test("agrees with lib-r-math.js", () => {
		for (let freedom = 1; freedom <= 40; freedom++) {
			for (const value of [-6, -1.5, -0.01, 0.3, 2, 9]) {
				expect(studentBelow(value, freedom)).toBeCloseTo(pt(value, freedom), 7);
			}
		}
	});

	test("of no degrees of freedom, or a half, there is none", () => {
		expect(() => studentBelow(1, 0)).toThrow("0 degrees");
		expect(() => studentBelow(1, 1.5)).toThrow("1.5 degrees");
		expect(() => studentQuantile(1, 3)).toThrow("share");
	});
});

const plan: ComparisonPlan = {
	...{ seed: 5, workloads: ["read"], looks: [6], delay: 0 },
	margins: { iops: 0.05, p99Ns: 0.1 },
};

interface Case {
	readonly slower?: number;
	readonly runs?: number;
	/** From one day to another, and from one round to another. */
	readonly spread?: number;
	readonly seed?: number;
}

function judged({ slower = 0, runs = 8, spread = 0.002, seed = 1 }: Case) {
	const random = seededRandom(seed, 9);
	const noise = () => Math.exp(spread * random.normal());
	const before = Array.from({ length: runs }, () => noise());
	const today = noise();
	const stored: StoredBaseline = {
		runs: before.map((_, at) => `run ${at}`),
		values: [
			{ workload: "read", metric: "iops", values: before.map((each) => 1e5 * each) },
			{ workload: "read", metric: "p99Ns", values: before.map((each) => 1e6 / each) },
		],
	};
	const rounds: Round[] = Array.from({ length: 6 }, (_, index) => {
		const own = (1 - slower) * today * Math.exp((spread / 3) * random.normal());
		const values = { candidate: { iops: 1e5 * own, p99Ns: 1e6 / own } };
		return { workload: "read", index, order: ["candidate"], values };
	});
	const data = { plan, rounds, confirmation: [], broken: [], complete: true, stored };
	expect(parseComparison({ schemaVersion: 1, data })).toEqual({ ok: true, data });
	return judgeComparison(data);
}

describe("against stored runs", () => {
	test("as fast is a pass, much slower a fail, and both say that nothing was interleaved", () => {
		const pass = judged({});
		expect(pass.verdict).toBe("pass");
		expect(pass.reason).toContain("8 stored runs, not interleaved");
		const fail = judged({ slower: 0.12 });
		expect(fail.verdict).toBe("fail");
		expect(fail.reason).toContain("not interleaved; slower: read");
		expect(fail.metrics[0]?.estimate).toBeCloseTo(0.12, 1);
	});

	test("days that differ by more than the margin show nothing: never a pass", () => {
		for (let seed = 0; seed < 50; seed++) {
			const { verdict, metrics } = judged({ spread: 0.04, seed });
			expect(verdict).not.toBe("pass");
			expect(metrics[0]?.detectable).toBeGreaterThan(0.05);
		}
	});

	test("two runs don't know how days differ", () => {
		const { verdict, metrics } = judged({ runs: 2, slower: 0.5 });
		expect(verdict).toBe("inconclusive");
		expect(metrics[0]?.reason).toContain("2 stored runs with numbers; 3 are needed");
	});

	test("of 400 that are as slow as the margin at most a few fail; none slower passes often", () => {
		const verdicts = Array.from({ length: 400 }, (_, seed) => judged({ slower: 0.05, seed }));
		const count = (verdict: string) =>
			verdicts.filter((each) => each.verdict === verdict).length / 400;
		expect(count("fail")).toBeLessThanOrEqual(0.03);
		expect(count("pass")).toBeLessThanOrEqual(0.08);
	});

	test("the same number every day is no proof against a division by nothing", () => {
		expect(judged({ spread: 0 }).verdict).toBe("pass");
		expect(judged({ spread: 0, slower: 0.06 }).verdict).toBe("fail");
	});
});
