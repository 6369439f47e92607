import { describe, expect, test } from "bun:test";
import type { ComparisonPlan, Round, Values } from "./comparison.ts";
import { shareOf, shareOfLook, slownesses } from "./comparison.ts";
import { judgeLook } from "./judge.ts";
import { slotOrder } from "./order.ts";
import { seededRandom } from "./random.ts";
import { type ComparisonData, judgeComparison } from "./whole.ts";

const plan: ComparisonPlan = {
	seed: 5,
	workloads: ["read", "write"],
	looks: [12, 24],
	margins: { iops: 0.025, p99Ns: 0.1 },
	delay: 0,
};

interface Case {
	readonly slower?: number;
	readonly control?: number;
	readonly noise?: number;
	readonly rounds?: number;
	readonly seed?: number;
}

function roundsOf({
	slower = 0,
	control = 0,
	noise = 0.005,
	rounds = 24,
	seed = 1,
}: Case): Round[] {
	const random = seededRandom(seed);
	const values = (share: number): Values => {
		const iops = 1e5 * (1 - share) * Math.exp(noise * random.normal());
		return { iops, p99Ns: 4e9 / iops };
	};
	return plan.workloads.flatMap((workload) =>
		Array.from({ length: rounds }, (_, index) => ({
			workload,
			index,
			order: ["baseline", "candidate", "control"] as const,
			values: { baseline: values(0), candidate: values(slower), control: values(control) },
		})),
	);
}

function dataOf(main: Case, again: Case | undefined, more: Partial<ComparisonData> = {}) {
	const confirmation = again === undefined ? [] : roundsOf({ seed: 2, ...again });
	return { plan, rounds: roundsOf(main), confirmation, broken: [], complete: true, ...more };
}

describe("a comparison", () => {
	const broken = [{ slot: "candidate" as const, message: "crashed" }];
	const cases: [string, string, ComparisonData][] = [
		["the same", "pass", dataOf({}, undefined)],
		["faster", "pass", dataOf({ slower: -0.2 }, undefined)],
		["within the margin", "pass", dataOf({ slower: 0.01 }, undefined)],
		["5 % slower, twice", "fail", dataOf({ slower: 0.05 }, { slower: 0.05 })],
		["5 % slower, then not", "inconclusive", dataOf({ slower: 0.05 }, {})],
		["5 % slower, never confirmed", "inconclusive", dataOf({ slower: 0.05 }, undefined)],
		["at the margin", "inconclusive", dataOf({ slower: 0.025 }, { slower: 0.025 })],
		["too noisy to see", "inconclusive", dataOf({ noise: 0.2 }, undefined)],
		["too few rounds", "inconclusive", dataOf({ rounds: 5 }, undefined)],
		["nothing measured", "inconclusive", dataOf({ rounds: 0 }, undefined)],
		["the control differs", "unfit", dataOf({ control: 0.03 }, undefined)],
		[
			"it does, and so does the candidate",
			"unfit",
			dataOf({ control: 0.03, slower: 0.1 }, { slower: 0.1 }),
		],
		["the candidate crashed", "broken", dataOf({ rounds: 1 }, undefined, { broken })],
		[
			"the baseline crashed",
			"inconclusive",
			dataOf({}, undefined, { broken: [{ slot: "baseline", message: "crashed" }] }),
		],
		["interrupted", "inconclusive", dataOf({}, undefined, { complete: false })],
	];
	test.each(cases)("%s: %s", (_what, verdict, data) => {
		const judged = judgeComparison(data);
		expect(judged.verdict).toBe(verdict as "pass");
		expect(judged.reason).not.toBe("");
		expect(judgeComparison(structuredClone(data))).toEqual(judged);
	});

	test("a workload without numbers keeps the others from passing", () => {
		const rounds = roundsOf({}).filter(({ workload }) => workload === "read");
		expect(judgeComparison({ ...dataOf({}, undefined), rounds }).verdict).toBe("inconclusive");
		const blank = roundsOf({}).map((round) =>
			round.workload === "read" ? round : { ...round, values: { ...round.values, candidate: {} } },
		);
		expect(judgeComparison({ ...dataOf({}, undefined), rounds: blank }).verdict).toBe(
			"inconclusive",
		);
	});

	test("without a control nothing passes", () => {
		const rounds = roundsOf({}).map((round) => {
			const { control: _, ...values } = round.values;
			return { ...round, values };
		});
		expect(judgeComparison({ ...dataOf({}, undefined), rounds }).verdict).toBe("inconclusive");
	});

	test("each row says how much slower, within what, and what it could have seen", () => {
		const [read] = judgeLook(roundsOf({ slower: 0.05 }), plan, 1);
		expect(read?.estimate).toBeCloseTo(0.05, 2);
		expect(read?.low).toBeLessThan(0.05);
		expect(read?.high).toBeGreaterThan(0.05);
		expect(read?.detectable).toBeGreaterThan(0.001);
		expect(read?.detectable).toBeLessThan(0.02);
		expect(read?.rounds).toBe(24);
	});
});

test("slower is positive, of throughput as of latency", () => {
	const round = {
		workload: "w",
		index: 0,
		order: [],
		values: { baseline: { iops: 100, p99Ns: 100 }, candidate: { iops: 80, p99Ns: 125 } },
	};
	for (const metric of ["iops", "p99Ns"] as const) {
		const [slowness] = slownesses([round], "w", metric);
		expect(slowness).toBeCloseTo(Math.log(1.25), 12);
	}
	expect(shareOf(Math.log(1.25), "iops")).toBeCloseTo(0.2, 12);
	expect(shareOf(Math.log(1.25), "p99Ns")).toBeCloseTo(0.25, 12);
});

test("alpha is divided among the looks, not spent at each", () => {
	const shares = plan.looks.map((_, look) => shareOfLook(plan, look));
	expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});

test("orders are drawn, reversed in the next round, and fair to each slot", () => {
	const slots = ["baseline", "candidate", "control"] as const;
	const first = Array.from({ length: 600 }, (_, round) => slotOrder(slots, 9, 0, round));
	expect(first.slice(0, 2)).toEqual([first[0] ?? [], [...(first[0] ?? [])].reverse()]);
	for (const slot of slots) {
		const places = first.map((order) => order.indexOf(slot));
		expect(places.reduce((sum, place) => sum + place, 0) / 600).toBe(1);
		expect(places.filter((place) => place === 0).length).toBeGreaterThan(150);
	}
	expect(slotOrder(slots, 9, 0, 4)).toEqual(slotOrder(slots, 9, 0, 4));
});
