import { expect, test } from "bun:test";
import type { ComparisonPlan } from "./comparison.ts";
import { reliabilityOf } from "./reliability.ts";
import { simulateData } from "./simulate.ts";
import { judgeComparison } from "./whole.ts";

const plan = (delay: number, seed = 3): ComparisonPlan => ({
	...{ seed, workloads: ["read", "write"], looks: [40], delay },
	margins: { iops: 0.025, p99Ns: 0.1 },
});

const of = (delay: number, noise: number, seed = 3) => {
	const own = plan(delay, seed);
	const { rounds } = simulateData(own, { noise, slower: 0 });
	return reliabilityOf(rounds, own, 0);
};

test("a plain delay is found in nearly all draws, a copy in nearly none", () => {
	for (const each of of(0.1, 0.01)) {
		expect(each.of).toBe(200);
		expect(each.found).toBeGreaterThan(190);
		expect(each.alarms).toBeLessThan(5);
	}
});

test("a delay below the margin is found in few; below the noise in few of most comparisons", () => {
	for (const each of of(0.01, 0.01)) expect(each.found).toBeLessThan(20);
	const noisy = Array.from({ length: 20 }, (_, seed) => of(0.05, 0.1, seed)).flat();
	expect(noisy.filter(({ found }) => found > 100).length).toBeLessThan(10);
});

test("it is near the power that other rounds have, over 25 comparisons", () => {
	const comparisons = Array.from({ length: 25 }, (_, seed) => {
		const own = plan(0.06, seed);
		return judgeComparison(simulateData(own, { noise: 0.02, slower: 0 }));
	});
	const shares = comparisons.flatMap(({ reliability }) =>
		(reliability ?? []).map(({ found, of: all }) => found / all),
	);
	const told = shares.reduce((sum, share) => sum + share, 0) / shares.length;
	const proofs = comparisons.flatMap(({ proof }) => proof.map(({ verdict }) => verdict));
	const seen = proofs.filter((verdict) => verdict === "fail").length / proofs.length;
	expect(proofs).toHaveLength(50);
	expect(Math.abs(told - seen)).toBeLessThan(0.2);
});

test("without a delay there is none, and the same rounds give the same", () => {
	const data = simulateData(plan(0), { noise: 0.01, slower: 0 });
	expect(judgeComparison(data)).not.toHaveProperty("reliability");
	expect(of(0.05, 0.02)).toEqual(of(0.05, 0.02));
});
