/**
 * Against readers that are not ours: hdr-histogram-js decodes the log and prints the same
 * distribution, and fio's own converter, where it is installed, takes the document.
 */
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, decodeFromCompressedBase64, HistogramLogReader } from "hdr-histogram-js";
import type { EncodedHistogram, WorkloadResult } from "../../schema/index.ts";
import { sampleEngine, sampleRecord, sampleWorkload } from "../../schema/sample.ts";
import { distributionOf } from "./distribution.ts";
import { encodeV2 } from "./hlog.ts";
import { exportFiles } from "./index.ts";

/** As harness/load writes it: 2^p * (1 + s / 128) is the lower bound of bucket 1 + 128 p + s. */
function encoded(values: readonly number[]): EncodedHistogram {
	const counts = new Map<number, number>();
	for (const ns of values) {
		const power = Math.floor(Math.log2(ns));
		const bucket = ns < 1 ? 0 : 1 + 128 * power + Math.floor((ns / 2 ** power - 1) * 128);
		counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
	}
	const sorted = [...counts].sort(([a], [b]) => a - b);
	return {
		unit: "ns",
		subBucketBits: 7,
		indices: sorted.map(([index]) => index),
		counts: sorted.map(([, count]) => count),
		max: Math.max(...values),
		sum: values.reduce((sum, value) => sum + value, 0),
	};
}

/** 20,000 around 80 us, 50 stalls up to 20 s. */
const values = Array.from({ length: 20_000 }, (_, i) => 60_000 + ((i * 7919) % 40_000)).concat(
	Array.from({ length: 50 }, (_, i) => 4e8 * (i + 1)),
);

function recordOf(...workloads: Partial<WorkloadResult>[]) {
	const histogram = encoded(values);
	const details = { reads: 14_000, writes: 6050, iopsSeries: [40_000, 41_000, 39_000] };
	const engine = sampleEngine({
		name: "nvme, the 2nd",
		workloads: workloads.map((each) =>
			sampleWorkload({ operations: values.length, histogram, details, ...each }),
		),
	});
	return sampleRecord({ engines: [engine] });
}

const within = (seen: number, truth: number, share: number) =>
	expect(Math.abs(seen - truth)).toBeLessThanOrEqual(truth * share);

test("hlog: a reader of HdrHistogram's finds every sample again, within both errors", () => {
	const record = recordOf({ id: "one" }, { id: "two", outcome: "invalid" });
	const [file] = exportFiles(record, "hlog");
	const reader = new HistogramLogReader(file?.text ?? "", 64);
	const histogram = reader.nextIntervalHistogram();
	if (histogram === null) throw new Error("the log has no histogram");
	expect(reader.nextIntervalHistogram()).toBeNull();
	expect(histogram.tag).toBe("nvme__the_2nd/one");
	expect(histogram.totalCount).toBe(values.length);
	within(histogram.maxValue, 2e10, 0.001);
	const sorted = values.toSorted((a, b) => a - b);
	for (const percent of [1, 25, 50, 90, 99, 99.9]) {
		const truth = sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
		within(histogram.getValueAtPercentile(percent), truth, 0.009);
	}
	within(histogram.mean, values.reduce((sum, value) => sum + value, 0) / values.length, 0.005);
});

test.each([[[0.5]], [[1]], [[2047, 2048, 2049]], [[4.6e18]], [[5, 5, 5, 1e6]]])(
	"V2 encoding of %p is read back",
	(samples) => {
		const histogram = decodeFromCompressedBase64(encodeV2(distributionOf(encoded(samples))));
		expect(histogram.totalCount).toBe(samples.length);
		const max = Math.min(Math.round(Math.max(...samples)), Number.MAX_SAFE_INTEGER);
		expect(Math.abs(histogram.maxValue - max)).toBeLessThanOrEqual(max * 0.001);
	},
);

test("hgrm: the lines are those that HdrHistogram itself prints for these samples", () => {
	const [file, second] = exportFiles(recordOf({ id: "one" }, { id: "one" }), "hgrm");
	expect(file?.name).toBe("latency-nvme-the-2nd-one.hgrm");
	expect(second?.name).toBe("latency-nvme-the-2nd-one-2.hgrm");
	const theirs = build({ numberOfSignificantValueDigits: 3, bitBucketSize: 64 });
	for (const value of values) theirs.recordValue(value);
	const parse = (text: string) =>
		text
			.split("\n")
			.filter((line) => /^ *\d/.test(line))
			.map((line) => line.trim().split(/ +/).map(Number));
	const ours = parse(file?.text ?? "");
	const expected = parse(theirs.outputPercentileDistribution(5, 1e6));
	expect(ours.length).toBeGreaterThan(40);
	// A level ends where a bucket does: theirs are narrower by up to one of ours.
	const widest = Math.max(...encoded(values).counts);
	for (const [i, [value = 0, share = 0, total = 0]] of ours.slice(1, -1).entries()) {
		const [itsValue = 0, itsShare = 0, itsTotal = 0] = expected[i + 1] ?? [];
		expect(share).toBeCloseTo(itsShare, 11);
		within(value, itsValue, 0.009);
		expect(Math.abs(total - itsTotal)).toBeLessThanOrEqual(widest);
	}
	expect(ours.at(-1)?.slice(0, 3)).toEqual([20_000, 1, values.length]);
	expect(file?.text).toMatch(/#\[Mean {4}= +\d+\.\d+, StdDeviation {3}= +\d+\.\d+\]/);
	expect(file?.text).toMatch(/#\[Max {5}= +20000\.000000, Total count {4}= +20050\]/);
});

test("fio-json: rates, percentiles with 100 samples beyond them, bins that sum up", () => {
	const [file] = exportFiles(recordOf({ durationMs: 500 }), "fio-json");
	const [job] = JSON.parse(file?.text ?? "").jobs;
	expect(job["job options"]).toMatchObject({ rw: "randread", bs: "4096", iodepth: "1" });
	expect(job.read).toMatchObject({ total_ios: 20_050, iops: 40_100, bw: 160_400, runtime: 500 });
	expect(job.read.iops_mean).toBe(40_000);
	expect(job.read.clat_ns.N).toBe(20_050);
	within(job.read.clat_ns.percentile["50.000000"], 80_100, 0.009);
	expect(Object.keys(job.read.clat_ns.percentile)).toContain("99.500000");
	expect(Object.keys(job.read.clat_ns.percentile)).not.toContain("99.900000");
	const bins = Object.entries<number>(job.read.clat_ns.bins);
	expect(bins.reduce((sum, [, count]) => sum + count, 0)).toBe(20_050);
	const shares = ["latency_ns", "latency_us", "latency_ms"].flatMap((key) =>
		Object.values<number>(job[key]),
	);
	within(
		shares.reduce((sum, share) => sum + share, 0),
		100,
		1e-9,
	);
	expect(job.write.total_ios).toBe(0);
});

test("fio-json: an open loop's stalls are in lat_ns, whatever the submitted latencies say", () => {
	const submitted = encoded(values.filter((ns) => ns < 1e6));
	const arrival = { kind: "fixed", operationsPerSecond: 40_000 } as const;
	const [file] = exportFiles(recordOf({ arrival, histograms: { submitted } }), "fio-json");
	const [{ read }] = JSON.parse(file?.text ?? "").jobs;
	expect(read.clat_ns.N).toBe(20_000);
	expect(read.clat_ns.max).toBeLessThan(1e6);
	expect(read.lat_ns.max).toBe(2e10);
	expect(Object.keys(read.lat_ns.percentile)).toContain("99.500000");
	expect(read.lat_ns.N).toBe(20_050);
});

const converter = Bun.which("fio_jsonplus_clat2csv");
const fio = Bun.which("fio");

/** Keys of an object and of those within, but for the numbers that are keys. */
function keysOf(value: unknown, path = ""): string[] {
	if (typeof value !== "object" || value === null) return [path];
	if (/\.(bins|percentile)$/.test(path)) return [path];
	return Object.entries(value).flatMap(([key, each]) => keysOf(each, `${path}.${key}`));
}

test.skipIf(fio === null)("fio-json: every key is one that the installed fio writes", () => {
	const words = ["--name=a", "--ioengine=null", "--size=1m", "--rw=randrw", "--bs=4k"];
	const ran = Bun.spawnSync([fio as string, ...words, "--output-format=json+"]);
	const [theirs] = JSON.parse(ran.stdout.toString()).jobs;
	const [file] = exportFiles(recordOf({ readPercent: 100 }, { readPercent: 0 }), "fio-json");
	const known = new Set(keysOf(theirs));
	for (const job of JSON.parse(file?.text ?? "").jobs) {
		const { assay: _, "job options": __, ...rest } = job;
		expect(keysOf(rest).filter((key) => !known.has(key))).toEqual([]);
		expect(keysOf(job.read).sort()).not.toEqual([]);
	}
});

test.skipIf(converter === null)("fio-json: fio's converter to CSV validates it", () => {
	const directory = mkdtempSync(join(tmpdir(), "assay-fio-"));
	try {
		const path = join(directory, "fio.json");
		const mixed = { readPercent: 70 };
		const [file] = exportFiles(recordOf({}, { readPercent: 0 }, mixed), "fio-json");
		writeFileSync(path, file?.text ?? "");
		const csv = join(directory, "fio.csv");
		const run = (...words: string[]) =>
			Bun.spawnSync([converter as string, path, csv, ...words], { timeout: 20_000 });
		const made = run();
		expect(made.stderr.toString()).toBe("");
		expect(made.exitCode).toBe(0);
		const validated = run("--validate");
		expect(validated.stdout.toString().match(/validated/g)).toHaveLength(3);
		expect(
			readFileSync(join(directory, "fio_job0.csv"), "utf8").split("\n").length,
		).toBeGreaterThan(90);
	} finally {
		rmSync(directory, { recursive: true });
	}
});

test.each([
	["a bucket twice", { indices: [4, 4], counts: [1, 1] }],
	["a negative count", { indices: [4], counts: [-1] }],
	["a bucket beyond 2^64", { indices: [9000], counts: [1] }],
	["no bucket", { indices: [], counts: [] }],
	["no maximum", { indices: [4], counts: [1], max: Number.NaN }],
])("a histogram with %s is refused", (_, part) => {
	expect(() => distributionOf({ ...encoded([1]), ...part })).toThrow(RangeError);
});
