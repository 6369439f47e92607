/** The native side of bursts; what a whole run makes of them is in workload.test.ts. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { calibrateClock, clockNs } from "../ffi/clock.ts";
import { addressOf, Lane, laneWord, settleBurst, timedReadBurst } from "../ffi/load.ts";
import { builtEngine, capacityBlocks, compileScripted, openAlone } from "./fixtures/open.ts";
import { bucketLowerNs, Histogram, histogramBytes } from "./histogram.ts";

const count = 300;
const shortNs = 20_000;
let scripted = "";
let remove = (): void => {};
beforeAll(() => {
	calibrateClock();
	({ path: scripted, remove } = compileScripted());
});
afterAll(() => remove());

/** Reads blocks 0..count-1 in one burst, of which the last `beyond` are not there, `times`. */
function burst(path: string, { mood = "", beyond = 0, times = 1 }) {
	const { engine, close } = openAlone(path, mood);
	const lane = new Lane(engine.table, 4096, 1, 512);
	const histogram = new Histogram(new SharedArrayBuffer(histogramBytes));
	const cells = addressOf(histogram.cells);
	for (let i = 0; i < count; i++) lane.ids[i] = i < count - beyond ? i : capacityBlocks + i;
	let failed = 0;
	const fromNs = clockNs();
	for (let time = 0; time < times; time++) failed += timedReadBurst(lane.address, count, cells);
	const tookNs = clockNs() - fromNs;
	settleBurst(lane.address, cells);
	const settled = histogram.encode();
	settleBurst(lane.address, cells);
	const status = lane.shared[laneWord.status];
	lane.free();
	close();
	// What was settled is not counted again.
	expect(histogram.encode()).toEqual(settled);
	expectSumOfBuckets(histogram);
	return { histogram, failed, tookNs, status };
}

/** Sum and maximum are those of what is in the buckets. */
function expectSumOfBuckets(histogram: Histogram): void {
	const { indices, counts, max, sum } = histogram.encode();
	const sumOf = (bound: (bucket: number) => number) =>
		indices.reduce((total, bucket, at) => total + bound(bucket) * (counts[at] ?? 0), 0);
	expect(sum).toBeGreaterThanOrEqual(sumOf(bucketLowerNs));
	expect(sum).toBeLessThanOrEqual(sumOf((bucket) => bucketLowerNs(bucket + 1)));
	const last = indices.at(-1) ?? 0;
	expect(max).toBeGreaterThanOrEqual(bucketLowerNs(last));
	expect(max).toBeLessThan(bucketLowerNs(last + 1));
}

test("each read of an engine of nanoseconds is in the histogram, once", () => {
	const { histogram, failed, tookNs } = burst(builtEngine("null"), { times: 3 });
	expect([histogram.count, failed]).toEqual([3 * count, 0]);
	expect(histogram.sum).toBeLessThanOrEqual(tookNs);
});

test("so is each that takes longer than is counted by ticks", () => {
	// A scripted engine is calm for 2000 operations.
	const { histogram } = burst(scripted, { mood: "stalls", times: 10 });
	expect(histogram.count).toBe(10 * count);
	const { indices, counts } = histogram.encode();
	const isSlow = (bucket: number) => bucketLowerNs(bucket + 1) > shortNs * 0.99;
	const slow = indices.reduce((n, bucket, at) => n + (isSlow(bucket) ? (counts[at] ?? 0) : 0), 0);
	expect(slow).toBeGreaterThanOrEqual(10 * count - 2000);
});

test("reads that fail are told, with the first status, and are in no histogram", () => {
	const { histogram, failed, status } = burst(builtEngine("null"), { beyond: 7 });
	expect([histogram.count, failed, status]).toEqual([count - 7, 7, -34]);
});
