import { describe, expect, test } from "bun:test";
import { type FioJob, fioJobFile } from "./fio-job.ts";
import { parseFio } from "./fio-report.ts";

const job: FioJob = {
	ioengine: "psync",
	rw: "randwrite",
	iodepth: 1,
	blockBytes: 4096,
	rampMs: 10,
	runMs: 20,
	file: { path: "/a/b:c", offsetBytes: 8192 },
	sizeBytes: 1 << 20,
	seed: 9,
};

describe("fio's side is fair", () => {
	test("same block size, region and randomness, O_DIRECT, and its own timing", () => {
		const lines = fioJobFile(job, 2).split("\n");
		for (const line of [
			"bs=4096",
			"size=1048576",
			"offset=8192",
			"direct=1",
			"norandommap=1",
			"verify_interval=512",
		]) {
			expect(lines).toContain(line);
		}
		expect(lines).toContain("filename=/a/b\\:c");
		expect(lines.some((line) => line.includes("gtod"))).toBe(false);
		expect(lines.slice(-5)).toEqual(["[turn-0]", "randseed=9", "[turn-1]", "randseed=10", ""]);
	});

	test("its null engine opens no file", () => {
		const { file: _, ...rest } = job;
		expect(fioJobFile({ ...rest, ioengine: "null" }, 1)).not.toContain("filename");
	});

	test("latency begins at the call: of a queue, before its submission", () => {
		const direction = (iops: number) => ({
			iops,
			clat_ns: { bins: { "30": 1, "7": 2 } },
			lat_ns: { bins: { "40": 3 } },
		});
		const cpu = { jobname: "turn-0", error: 0, usr_cpu: 10, sys_cpu: 40 };
		const report = { jobs: [{ ...cpu, read: direction(0), write: direction(1000) }] };
		const text = `note: a note\n${JSON.stringify(report)}`;
		const common = { iops: 1000, cpuNsPerOperation: 500_000 };
		expect(parseFio(text, job).get("turn-0")).toEqual({
			...common,
			latencies: [
				[7, 2],
				[30, 1],
			],
		});
		expect(parseFio(text, { ...job, ioengine: "io_uring" }).get("turn-0")).toEqual({
			...common,
			latencies: [[40, 3]],
		});
	});

	test("a job that failed gives no numbers", () => {
		const direction = { iops: 5, clat_ns: {}, lat_ns: {} };
		const failed = { jobname: "turn-0", error: 5, usr_cpu: 0, sys_cpu: 0 };
		const report = { jobs: [{ ...failed, read: direction, write: direction }] };
		expect(() => parseFio(JSON.stringify(report), job)).toThrow("errno 5");
	});
});
