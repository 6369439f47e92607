import { expect, test } from "bun:test";
import { sampleSwap, sampleWorkload } from "../../../results/schema/sample.ts";
import { detectableText, fromIntervals, rareAmong } from "./detectable.ts";
import { swapMetrics, workloadMetrics } from "./metrics.ts";

test("of what was never seen: how rare it may be, by the rule of three", () => {
	expect(rareAmong(3001)).toEqual({ kind: "rate", oneIn: 1000 });
	// The largest rate that 3001 operations miss with 5 %: 1 - 0.05 ^ (1 / 3001), exactly.
	expect(1 / (1 - 0.05 ** (1 / 3001))).toBeCloseTo(1002, 0);
	for (const none of [undefined, Number.NaN, -1, 0, 2])
		expect(rareAmong(none).kind).toBe("unknown");
});

test("a percentile's is from the same intervals, and only where they have it", () => {
	const intervals = [90, 110, 90, 110, 90, 110, 90, 110].map((p99Ns, at) => {
		return { startMs: at, operations: 9, iops: 100, p99Ns };
	});
	const result = sampleWorkload({ intervals });
	// 3.4 * sqrt(800 / 7 / 8) / 100
	expect(detectableText(fromIntervals(result, "p99Ns"))).toBe("shows no less than 13 %");
	expect(fromIntervals(result, "iops")).toEqual({ kind: "share", share: 0 });
	expect(fromIntervals(result, "p50Ns").kind).toBe("unknown");
});

test("every metric has one, or says why not", () => {
	const [workload, swap] = [sampleWorkload(), sampleSwap({ acknowledgedWrites: 3001 })];
	const all = [
		...Object.values(workloadMetrics).map(({ detectable }) => detectable(workload)),
		...Object.values(swapMetrics).map(({ detectable }) => detectable(swap)),
	];
	for (const each of all) expect(detectableText(each)).toMatch(/^(shows|smallest .* known: .+)/);
	expect(swapMetrics.lostWrites?.detectable(swap)).toEqual({ kind: "rate", oneIn: 1000 });
});
