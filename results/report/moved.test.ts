import { describe, expect, test } from "bun:test";
import type { RunRecord } from "../schema/index.ts";
import { sampleEngine, sampleRecord, sampleWorkload } from "../schema/sample.ts";
import { changesOf, hasMoved, movedLines } from "./moved.ts";

const latencyNs = { p50: 80_000, p99: 250_000, p999: 900_000 };

function against(candidate: Parameters<typeof sampleWorkload>[0]): RunRecord {
	const before = sampleWorkload({ latencyNs });
	return sampleRecord({
		engines: [
			sampleEngine({ name: "new", workloads: [sampleWorkload({ latencyNs, ...candidate })] }),
			sampleEngine({ name: "old", role: "baseline", workloads: [before] }),
		],
	});
}

const plain = (record: RunRecord) => movedLines(record, 100, (text) => text).join("\n");

describe("what moved against the baseline", () => {
	test("the count of all numbers that both have, what got worse first", () => {
		const record = against({ iops: 6000, latencyNs: { ...latencyNs, p50: 40_000, p99: 260_000 } });
		expect(changesOf(record)).toHaveLength(4);
		expect(changesOf(record).filter(hasMoved)).toHaveLength(2);
		const text = plain(record);
		expect(text).toContain("2 of 4 numbers moved by more than 10 % against old");
		const rows = text.split("\n").filter((line) => line.includes("randread"));
		expect(rows[0]).toMatch(/IOPS +12\.0 k +6\.00 k +-50\.0 % +\|#{8}/);
		expect(rows[1]).toMatch(/p50 +80\.0 us +40\.0 us +-50\.0 % +#{8}\|/);
		expect(text).toContain("assay compare");
	});

	test("what only one of them has, or nobody measured, is not counted", () => {
		const { p999: _, ...rest } = latencyNs;
		expect(changesOf(against({ latencyNs: rest }))).toHaveLength(3);
		expect(changesOf(against({ outcome: "crashed" }))).toEqual([]);
		expect(changesOf(against({ id: "another" }))).toEqual([]);
		expect(plain(against({ outcome: "crashed" }))).toContain("0 of 0 numbers moved");
	});

	test("nothing is said without a baseline", () => {
		expect(movedLines(sampleRecord(), 100, (text) => text)).toEqual([]);
	});
});
