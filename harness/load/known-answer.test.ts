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

/**
 * How many reads the engine does at least between an operation's submission and its completion, and
 * on average. It does them when they are submitted: in a window of 12 that is always full, an
 * operation's own and the eleven that take the places of those before it. Only of the last twelve,
 * which have no successors, it is fewer.
 */
test.each([
	{ issue: "single", depth: 1, reads: 1, readsMean: 1 },
	{ issue: "batch", depth: 10, reads: 10, readsMean: 10 },
	{ issue: "queue", depth: 12, reads: 1, readsMean: 12 },
] as const)(
	"$issue, depth $depth: no latency is shorter than what the engine took",
	async (shape) => {
		const { issue, depth, reads, readsMean } = shape;
		const result = await load({
			path: scripted,
			mood: "stalls",
			workload: { issue, depth },
			budget: { warmUpMs: 100, measureMs: 300, verifyOneIn: 50 },
		});
		expect(result.outcome).toBe("measured");
		const histogram = Histogram.decode(result.histogram as never);
		const leastNs = shortNs * reads * (1 - tolerance);
		expect(countFrom(histogram, leastNs)).toBe(histogram.count);
		// Every stall is met by one call at least.
		const operations = result.operations as number;
		const stalls = Math.floor(operations / stallEvery);
		expect(countFrom(histogram, stallNs * (1 - tolerance))).toBeGreaterThanOrEqual(stalls);
		const readLeastNs = shortNs + ((stallNs - shortNs) * stalls) / operations;
		const { mean, p50, max } = result.latencyNs as Required<LatencyNs>;
		expect(mean).toBeGreaterThanOrEqual(readsMean * readLeastNs * (1 - 2 * tolerance));
		expect(p50 ?? mean).toBeGreaterThanOrEqual(leastNs);
		expect(max).toBeGreaterThanOrEqual(stallNs * (1 - tolerance));
		expect(result.iops).toBeLessThanOrEqual((1e9 / readLeastNs) * (1 + 2 * tolerance));
	},
);
