import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { workloadResultSchema } from "../../results/schema/index.ts";
import type { Workload } from "../contract/index.ts";
import { builtEngine, capacityBlocks, compileScripted, load } from "./fixtures/open.ts";
import { Histogram } from "./histogram.ts";

let scripted = "";
let remove = (): void => {};
beforeAll(() => ({ path: scripted, remove } = compileScripted()));
afterAll(() => remove());

const single: Partial<Workload> = { issue: "single", depth: 1 };
const batch: Partial<Workload> = { issue: "batch", depth: 8 };
const queue: Partial<Workload> = { issue: "queue", depth: 8 };
const shapes: [string, Partial<Workload>][] = [
	["single", single],
	["batch", batch],
	["queue", queue],
];

describe.each(shapes)("an honest engine, %s", (issue, shape) => {
	test.each([100, 0, 70])("%p %% reads are measured and verified", async (readPercent) => {
		const result = await load({ path: scripted, workload: { ...shape, readPercent } });
		expect(result.message).toContain("IOPS");
		expect(workloadResultSchema.parse(result).outcome).toBe("measured");
		expect(result.mismatchedBlocks).toBe(0);
		expect(result.verifiedBlocks).toBeGreaterThan(0);
		expect(result.errors).toBe(0);
		expect(result.floorNs).toBeGreaterThan(0);
		expect(result.ceilingIops).toBeCloseTo(1e9 / (result.floorNs as number), -3);
		const { reads, writes, depthMax, concurrency } = result.details as Record<string, number>;
		expect((reads as number) + (writes as number)).toBe(result.operations as number);
		if (readPercent === 100) expect(writes).toBe(0);
		if (readPercent === 0) expect(reads).toBe(0);
		// On a machine too busy for a few hundred operations a mix may not show.
		if ((result.operations as number) > 500) {
			if (readPercent < 100) expect(writes).toBeGreaterThan(0);
			if (readPercent > 0) expect(reads).toBeGreaterThan(0);
		}
		expect(depthMax).toBe(shape.depth as number);
		expect(concurrency).toBeLessThanOrEqual(shape.depth as number);
		const samples = Histogram.decode(result.histogram as never).count;
		const perSample = issue === "batch" ? (shape.depth as number) : 1;
		expect(samples * perSample).toBe(result.operations as number);
	});
});

test("2 Workers own a half of the blocks each, and both verify", async () => {
	const workload = { ...queue, readPercent: 50, workers: 2 };
	const result = await load({ path: builtEngine("memory"), workload });
	expect(result).toMatchObject({ outcome: "measured", mismatchedBlocks: 0, workers: 2 });
	expect(result.verifiedBlocks).toBeGreaterThan(0);
});

test("the null engine is measured as a sink: nothing is claimed to be verified", async () => {
	const result = await load({ path: builtEngine("null"), sink: true });
	expect(result.outcome).toBe("measured");
	expect(result.verifiedBlocks).toBeUndefined();
	expect(result.details?.readsInBursts).toBe(true);
	expect(Histogram.decode(result.histogram as never).count).toBe(result.operations as number);
});

test("nothing verified is a warning", async () => {
	const result = await load({ path: scripted, budget: { verifyOneIn: 0 } });
	expect(result.warnings.join()).toContain("No block was verified");
});

describe("a defective engine has no number", () => {
	test.each([
		["read-fails", single, 100, "status -5"],
		["read-positive", single, 100, "status 5"],
		["read-nothing", single, 100, "no stamp"],
		["read-nothing", batch, 100, "no stamp"],
		["read-nothing", queue, 100, "no stamp"],
		["read-zeros", single, 100, "no stamp"],
		["read-short", single, 100, "wrong bytes behind it"],
		["read-swapped", single, 100, "a sector in the wrong place"],
		["write-fails", single, 0, "status -28"],
		["write-lost", single, 0, "another write's data"],
		["write-lost", batch, 0, "another write's data"],
		["write-lost", queue, 0, "another write's data"],
		["write-misdirected", queue, 70, "another"],
		["write-torn", single, 0, "torn"],
		["flush-fails", single, 0, "flush"],
		["batch-untouched", batch, 100, "status 1515870810"],
		["batch-item-fails", batch, 100, "status -5"],
		["batch-call-fails", batch, 100, "status -5"],
		["queue-submit-fails", queue, 100, "submit failed (returned -5)"],
		["queue-poll-fails", queue, 100, "poll failed (returned -5)"],
		["queue-takes-too-many", queue, 100, "took more operations"],
		["queue-completes-twice", queue, 100, "not in flight"],
		["queue-invents", queue, 100, "not in flight"],
		["queue-destroy-fails", queue, 100, "queue_destroy returned -5"],
	] as const)("%s, %j, %p %% reads", async (mood, shape, readPercent, words) => {
		const result = await load({ path: scripted, mood, workload: { ...shape, readPercent } });
		expect(result.message).toContain(words);
		expect(result.outcome).toBe("failed");
		expect(result.iops).toBeUndefined();
		expect(result.latencyNs).toBeUndefined();
	});
});

describe("a workload that can't run says why", () => {
	test.each([
		[{ depth: 0, issue: "queue" }, {}, "could-not-run", "Depth 0"],
		[{ depth: 2 }, {}, "could-not-run", "depth 1"],
		[{ workers: 64 }, {}, "could-not-run", "64 workers"],
		[{ readPercent: 101 }, {}, "could-not-run", "101 %"],
		[{ workingSetBlocks: capacityBlocks + 1 }, {}, "could-not-run", "does not fit"],
		[{ ...queue, workingSetBlocks: 31 }, {}, "could-not-run", "32 blocks are needed"],
		[batch, { capabilities: [] }, "not-applicable", "no batch"],
		[queue, { capabilities: [] }, "not-applicable", "no queue"],
		[{ workers: 2 }, { guarantees: [] }, "not-applicable", "not thread-safe"],
		[{ blockBytes: 1 << 20 }, {}, "not-applicable", "512 to 65536 bytes"],
	] as const)("%j on %j is %s", async (workload, descriptor, outcome, words) => {
		const result = await load({
			path: scripted,
			workload: workload as Partial<Workload>,
			descriptor,
		});
		expect(result.message).toContain(words);
		expect(result.outcome).toBe(outcome);
	});
});
