import { expect, test } from "bun:test";
import type { Round } from "./comparison.ts";
import { quantileShifts } from "./shift.ts";

/** Twelve rounds whose machine drifts by a half; the tail alone is a tenth slower. */
const rounds = Array.from({ length: 12 }, (_, index): Round => {
	const drift = 1 + index / 24;
	const jitter = 1 + 0.01 * Math.sin(index * 2.4);
	const [p50Ns, p99Ns] = [80_000 * drift, 250_000 * drift];
	return {
		...{ workload: "w", index, order: ["baseline", "candidate"] },
		values: {
			baseline: { iops: 1, p50Ns, p99Ns },
			candidate: { iops: 1, p50Ns: p50Ns * jitter, p99Ns: p99Ns * jitter * 1.1 },
		},
	};
});

test("a shift of the tail alone is seen at the tail alone, whatever the machine drifts", () => {
	const [iops, p50, p90, p99, p999] = quantileShifts(rounds, "w");
	expect(iops?.estimate).toBeCloseTo(0, 9);
	expect(p50).toMatchObject({ quantile: "p50Ns", rounds: 12 });
	expect(p50?.low).toBeLessThan(0);
	expect(p50?.high).toBeGreaterThan(0);
	expect(p99?.estimate).toBeCloseTo(0.1, 1);
	expect(p99?.low).toBeGreaterThan(0.08);
	expect(p99?.high).toBeLessThan(0.12);
	for (const absent of [p90, p999]) {
		expect(absent?.rounds).toBe(0);
		expect(absent?.estimate).toBeUndefined();
	}
});

test("too few rounds give no estimate; another workload's are not counted", () => {
	const [few] = quantileShifts(rounds.slice(0, 5), "w");
	expect(few).toEqual({ quantile: "iops", rounds: 5 });
	expect(quantileShifts(rounds, "other")[1]).toEqual({ quantile: "p50Ns", rounds: 0 });
});
