/** What becomes of a run in which something changes: an outcome that says it, and what was seen. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { IntervalResult } from "../../results/schema/index.ts";
import { clockJump, readClocks } from "./clock-check.ts";
import { builtEngine, compileScripted, load } from "./fixtures/open.ts";

let scripted = "";
let remove = (): void => {};
beforeAll(() => ({ path: scripted, remove } = compileScripted()));
afterAll(() => remove());

const budget = { warmUpMs: 20, measureMs: 400, verifyOneIn: 20 };
const sum = (intervals: readonly IntervalResult[]) =>
	intervals.reduce((total, { operations }) => total + operations, 0);

test.each(["single", "batch", "queue"] as const)(
	"%s: an engine that fails from some time on has failed, and the series shows when",
	async (issue) => {
		const workload = { issue, depth: issue === "single" ? 1 : 4 };
		const result = await load({ path: scripted, mood: "fails-late", workload, budget });
		expect(result.outcome).toBe("failed");
		expect(result.message).toContain("status -5");
		expect(result.iops).toBeUndefined();
		expect(result.intervals?.length).toBe(10);
		const errors = result.intervals?.map((interval) => interval.errors ?? 0) ?? [];
		expect(errors.reduce((total, each) => total + each, 0)).toBe(result.errors as number);
		expect(errors.at(-1)).toBeGreaterThan(0);
	},
);

test("a target that turns slow is said, and its time series is kept", async () => {
	const longer = { ...budget, measureMs: 800 };
	const result = await load({ path: scripted, mood: "slows-down", budget: longer });
	expect(result.outcome).toBe("measured");
	const intervals = result.intervals as IntervalResult[];
	expect(sum(intervals)).toBe(result.operations as number);
	// 400 us a read at the end, by the engine's own clock: 80 ms hold 200 of them, and the one that
	// ends the run may end late.
	expect(intervals.at(-1)?.operations).toBeLessThanOrEqual(205);
	expect(intervals.at(-1)?.maxNs as number).toBeGreaterThan(400_000 * 0.93);
	// Where the machine let it be fast first, as it is unless it is very busy.
	const first = intervals[0]?.operations as number;
	if (first > 1000) expect(result.warnings.join()).toContain("one number says little");
});

describe("clocks", () => {
	const start = { loadNs: 5e15, monotonicNs: 5e15, bootNs: 6e15 };
	const later = (load: number, monotonic: number, boot: number) => ({
		loadNs: start.loadNs + load,
		monotonicNs: start.monotonicNs + monotonic,
		bootNs: start.bootNs + boot,
	});
	test.each([
		[later(2e9, 1e9, 1e9), "The clock jumped"],
		[later(-1e9, 1e9, 1e9), "The clock jumped"],
		[later(0, 1e9, 1e9), "The clock jumped"],
		[later(1e9, 1e9, 9e9), "slept for 8000 ms"],
	])("that disagree void the run: %#", (end, words) => {
		expect(clockJump(start, end)).toContain(words);
	});
	test("that agree don't", () => {
		expect(clockJump(start, later(1e9, 1.0001e9, 1.0001e9))).toBeUndefined();
		expect(clockJump(start, later(600e9, 600.01e9, 600.01e9))).toBeUndefined();
		const before = readClocks();
		expect(clockJump(before, readClocks())).toBeUndefined();
	});
});

test("a run ten times as long uses no more memory", async () => {
	const run = async (measureMs: number) => {
		const workload = { issue: "queue", depth: 8, readPercent: 50 } as const;
		const path = builtEngine("memory");
		const result = await load({ path, workload, budget: { ...budget, measureMs } });
		expect(result.outcome).toBe("measured");
		Bun.gc(true);
		return { bytes: process.memoryUsage().rss, operations: result.operations as number };
	};
	await run(200);
	const short = await run(200);
	const long = await run(4000);
	// Were anything kept for each operation, even one number, it would be twice this.
	const oneNumberEach = 8 * (long.operations - short.operations);
	expect(long.operations).toBeGreaterThan(4 * short.operations);
	expect(long.bytes - short.bytes).toBeLessThan(Math.max(4e6, oneNumberEach / 2));
}, 60_000);
