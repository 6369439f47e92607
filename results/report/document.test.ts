import { describe, expect, test } from "bun:test";
import { parseRecord } from "../schema/index.ts";
import { sampleEngine, sampleRecord, sampleWorkload } from "../schema/sample.ts";
import { toDocument } from "./document.ts";

const histogram = {
	unit: "ns" as const,
	subBucketBits: 5,
	indices: [1, 2],
	counts: [3, 4],
	max: 9,
	sum: 40,
};

describe("toDocument", () => {
	test("has every key that pipelines were promised", () => {
		const document = JSON.parse(JSON.stringify(toDocument(sampleRecord())));
		expect(document).toMatchObject({ schemaVersion: 2, verdict: "pass", seed: 42, gates: [] });
		const [engine] = document.engines;
		expect(engine).toMatchObject({ name: "nvme", digest: "0f".repeat(32) });
		expect(engine.checks[0]).toMatchObject({ id: "data.read-after-write", verdict: "pass" });
		expect(engine.checks[0].message).toBeString();
		expect(engine.workloads[0]).toMatchObject({ id: "randread-4k-qd1", iops: 12000, floorNs: 90 });
		expect(engine.workloads[0].latencyNs).toMatchObject({ p50: 80_000, p99: 250_000 });
		expect(engine.swaps[0]).toMatchObject({
			from: "nvme",
			to: "nvme-uring",
			count: 20,
			lostWrites: 0,
			stallNsMax: 4_000_000,
		});
	});

	test("leaves the histograms out, keeps the record as it was, and is itself a record", () => {
		const intervals = [{ startMs: 0, operations: 3, iops: 3, maxNs: 9, cells: "12:3" }];
		const workloads = [sampleWorkload({ histogram, intervals })];
		const engines = [sampleEngine({ workloads })];
		const record = sampleRecord({ engines });
		const text = JSON.stringify(toDocument(record));
		expect(text).not.toContain('"histogram"');
		expect(text).not.toContain("cells");
		expect(text).toContain('"maxNs":9');
		expect(record.engines[0]?.workloads[0]?.histogram).toEqual(histogram);
		expect(parseRecord(text).ok).toBe(true);
	});

	test("has what the screen shows and no record holds: shapes, what moved, what is missing", () => {
		const workload = (iops: number) => sampleWorkload({ histogram, iops });
		const record = sampleRecord({
			plan: { checks: ["data.read-after-write", "data.never"], workloads: [], swaps: [] },
			engines: [
				sampleEngine({ workloads: [workload(500)], swaps: [] }),
				sampleEngine({ name: "old", role: "baseline", workloads: [workload(1000)], swaps: [] }),
			],
		});
		const document = JSON.parse(JSON.stringify(toDocument(record)));
		const { latencyShape } = document.engines[0].workloads[0];
		expect(latencyShape.fromNs).toBeLessThan(latencyShape.toNs);
		expect(latencyShape.counts).toHaveLength(16);
		expect(latencyShape.counts.reduce((sum: number, each: number) => sum + each, 0)).toBe(7);
		expect(document.moved).toMatchObject({ baseline: "old", of: 4, shareMin: 0.1 });
		expect(document.moved.changes).toEqual([
			expect.objectContaining({ metric: "iops", baseline: 1000, candidate: 500 }),
		]);
		expect(document.missing).toEqual([{ engine: "nvme", kind: "check", id: "data.never" }]);
		const alone = JSON.parse(JSON.stringify(toDocument(sampleRecord())));
		expect([alone.moved, alone.missing]).toEqual([undefined, []]);
		expect(alone.engines[0].workloads[0].latencyShape).toBeUndefined();
	});
});
