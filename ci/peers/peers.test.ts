import { describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { compareRow } from "./compare.ts";
import { type FioJob, fioArguments, parseFio } from "./fio.ts";
import { type Row, rows } from "./rows.ts";
import { compareRounds, medianOf } from "./statistics.ts";

const job: FioJob = {
	ioengine: "psync",
	rw: "randwrite",
	iodepth: 1,
	blockBytes: 4096,
	rampMs: 10,
	runMs: 20,
	file: { path: "/a/file", offsetBytes: 8192 },
	sizeBytes: 1 << 20,
	seed: 9,
};

describe("fio's side is fair", () => {
	test("same block size, region and randomness, O_DIRECT, and its own timing", () => {
		const words = fioArguments(job);
		for (const word of ["--bs=4096", "--size=1048576", "--offset=8192", "--direct=1"]) {
			expect(words).toContain(word);
		}
		expect(words).toContain("--norandommap");
		expect(words.some((word) => word.includes("gtod"))).toBe(false);
	});

	test("its null engine opens no file", () => {
		const { file: _, ...rest } = job;
		expect(fioArguments({ ...rest, ioengine: "null" }).join()).not.toContain("filename");
	});

	test("a report is read from the side that ran, after fio's notes", () => {
		const side = (iops: number) => ({
			iops,
			total_ios: 5,
			clat_ns: { percentile: { "50.000000": 7, "99.000000": 9 } },
		});
		const cpu = { error: 0, usr_cpu: 10, sys_cpu: 40, job_runtime: 20 };
		const report = { jobs: [{ ...cpu, read: side(0), write: side(1000) }] };
		const text = `note: a note\n${JSON.stringify(report)}`;
		expect(parseFio(text, "randwrite")).toEqual({
			iops: 1000,
			p50: 7,
			p99: 9,
			cpuNsPerOperation: 500_000,
		});
		const failed = { jobs: [{ ...report.jobs[0], error: 5 }] };
		expect(() => parseFio(JSON.stringify(failed), "randread")).toThrow("errno 5");
		expect(() => parseFio('{"jobs":[]}', "randread")).toThrow();
	});
});

describe("comparison", () => {
	test("ratio of medians, and the range of the paired ratios", () => {
		const comparison = compareRounds([10, 30, 20], [10, 10, 10]);
		expect(comparison).toEqual({
			rounds: 3,
			oursMedian: 20,
			theirsMedian: 10,
			ratio: 2,
			ratioLow: 1,
			ratioHigh: 3,
			confidencePercent: 75,
		});
		expect(() => compareRounds([1], [])).toThrow("1 rounds of ours");
	});

	test("a median that some round lacks is absent", () => {
		const sample = { iops: 1, p50: 4, p99: undefined, cpuNsPerOperation: 1 };
		expect(medianOf([sample, sample], "p50")).toBe(4);
		expect(medianOf([sample, { ...sample, p50: undefined }], "p50")).toBeUndefined();
	});
});

/** Needs a program that the tests may not install. */
const fioPath = Bun.which("fio");

describe.skipIf(fioPath === null)("with fio, in miniature", () => {
	test.each(rows)("$id", async (row: Row) => {
		const directory = mkdtempSync(join(import.meta.dir, "..", "..", "build", "peers-"));
		const engineDirectory = join(import.meta.dir, "..", "..", "build", "engines");
		try {
			const place = { fioPath: fioPath as string, engineDirectory, directory, seed: 1 };
			const budget = { rounds: 2, warmUpMs: 10, measureMs: 50, blocks: 512 };
			const result = await compareRow(row, place, budget);
			expect(result.ours).toHaveLength(2);
			expect(result.comparison.oursMedian).toBeGreaterThan(0);
			expect(result.comparison.theirsMedian).toBeGreaterThan(0);
			expect(readdirSync(directory)).toEqual([]);
		} finally {
			rmSync(directory, { recursive: true });
		}
	});
});
