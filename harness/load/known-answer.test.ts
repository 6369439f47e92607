/**
 * Known answers: an engine that takes at least 20 us a read and 400 us every 50th time. It spins
 * until its own clock agrees, so that no measured latency may be below, however busy the machine;
 * only from above can noise come, and that is not asserted.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { LatencyNs } from "../../results/schema/index.ts";
import { compileScripted, load } from "./fixtures/open.ts";
import { bucketLowerNs, Histogram } from "./histogram.ts";

const shortNs = 20_000;
const stallNs = 400_000;
const stallEvery = 50;
/** Calibration of one clock against the other, and a bucket's width. */
const tolerance = 0.01;

let scripted = "";
let remove = (): void => {};
beforeAll(() => ({ path: scripted, remove } = compileScripted()));
afterAll(() => remove());

function countFrom(histogram: Histogram, ns: number): number {
	let count = 0;
	for (const index of histogram.encode().indices) {
		if (bucketLowerNs(index + 1) > ns) count += histogram.countAt(index);
	}
	return count;
}

test.each([
	["single", 1, 1],
	["batch", 10, 10],
	["queue", 10, 10],
] as const)(
	"%s, depth %p: no latency is shorter than what the engine took",
	async (issue, depth, each) => {
		const result = await load({
			path: scripted,
			mood: "stalls",
			workload: { issue, depth },
			budget: { warmUpMs: 100, measureMs: 300, verifyOneIn: 50 },
		});
		expect(result.outcome).toBe("measured");
		const histogram = Histogram.decode(result.histogram as never);
		const leastNs = shortNs * each * (1 - tolerance);
		expect(countFrom(histogram, leastNs)).toBe(histogram.count);
		const operations = result.operations as number;
		const stalls = Math.floor(operations / stallEvery);
		// A call or window of 10 meets each stall once; single calls meet every one.
		expect(countFrom(histogram, stallNs * (1 - tolerance))).toBeGreaterThanOrEqual(stalls);
		const { mean, p50, max } = result.latencyNs as Required<LatencyNs>;
		const meanLeastNs = each * (shortNs + (stallNs - shortNs) / stallEvery);
		expect(mean).toBeGreaterThanOrEqual(meanLeastNs * (1 - 2 * tolerance));
		expect(p50 ?? mean).toBeGreaterThanOrEqual(leastNs);
		expect(max).toBeGreaterThanOrEqual(stallNs * (1 - tolerance));
		expect(result.iops).toBeLessThanOrEqual((1e9 / meanLeastNs) * each * (1 + 2 * tolerance));
	},
);
