import { describe, expect, test } from "bun:test";
import { sampleEngine, sampleRecord, sampleSwap, sampleWorkload } from "../schema/sample.ts";
import { entryOfComparison } from "./comparison-entry.ts";
import { type Entry, entryOfRecord, hostFingerprint, seriesNumber } from "./entry.ts";

const { host } = sampleRecord();
const target = {
	path: "/mnt/a",
	kind: "file",
	fileSystem: "ext4",
	sizeBytes: 1e9,
	directIo: "proven",
} as const;

function entryOf(changes: Parameters<typeof sampleRecord>[0]): Entry {
	const record = sampleRecord(changes);
	return entryOfRecord(record, JSON.stringify(record));
}

function numbers({ measurements }: Entry) {
	return measurements.map(({ ordinal, key, value }) => {
		return [ordinal, key.engine, key.workload, key.metric, value];
	});
}

describe("entryOfRecord", () => {
	test("has the numbers that an engine stands for, and no others", () => {
		const latencyNs = { p50: 8, p99: Number.NaN };
		const engines = [
			sampleEngine({
				workloads: [
					sampleWorkload({ id: "good", iops: 5, latencyNs }),
					sampleWorkload({ id: "failing", errors: 1 }),
					sampleWorkload({ id: "reached", outcome: "unreachable" }),
				],
				swaps: [sampleSwap(), sampleSwap({ verdict: "fail", stallNsMax: 1 })],
			}),
		];
		expect(numbers(entryOf({ engines }))).toEqual([
			[0, "nvme", "good", "iops", 5],
			[0, "nvme", "good", "latencyNs.p50", 8],
			[0, "nvme", "swap.under-writes to nvme-uring", "stallNsMax", 4_000_000],
			[0, "nvme", "swap.under-writes to nvme-uring", "stallNsP50", 900_000],
		]);
	});

	test("two builds of one engine are one engine over time, told apart by their digests", () => {
		const builds = ["nvme", "nvme (2)", "nvme (baseline)"].map((name, index) =>
			sampleEngine({
				name,
				digest: `${index}`.repeat(64),
				workloads: [sampleWorkload()],
				swaps: [],
			}),
		);
		const entry = entryOf({ engines: builds });
		expect(new Set(numbers(entry).map(([, name]) => name))).toEqual(new Set(["nvme"]));
		expect(entry.summary.engines.map(({ digest }) => digest[0])).toEqual(["0", "1", "2"]);
		const series = new Set(entry.measurements.map(({ key }) => seriesNumber(key)));
		expect(series.size).toBe(entry.measurements.length / 3);
	});

	test("a baseline's numbers are in a series of their own, beside those of its candidates", () => {
		const both = [sampleEngine({ role: "baseline" }), sampleEngine({ role: "candidate" })];
		const settings = entryOf({ engines: both }).measurements.map(({ key }) => key.setting);
		expect([...new Set(settings)]).toEqual(["quick, as baseline", "quick"]);
	});

	test("a setting holds what numbers depend on, and not where results went", () => {
		const options = { duration: "10s", out: "elsewhere", seed: 3, engineConfig: "{}" };
		expect(entryOf({ target, options }).summary.setting).toBe(
			"quick, file on ext4 (direct I/O proven), duration 10s, engineConfig {}",
		);
	});

	test("a merged record has no numbers of its own: its parts had them", () => {
		expect(entryOf({ parts: [] }).measurements).toEqual([]);
		expect(entryOf({ parts: [] }).summary.shard).toBe("0 parts");
	});

	test("a host is the same after a kernel update, and another one with other memory", () => {
		const same = {
			...host,
			kernel: "7.0",
			bunVersion: "2.0.0",
			memoryBytes: host.memoryBytes + 1e6,
		};
		expect(hostFingerprint(same)).toBe(hostFingerprint(host));
		expect(hostFingerprint({ ...host, memoryBytes: 2 * host.memoryBytes })).not.toBe(
			hostFingerprint(host),
		);
	});
});

describe("entryOfComparison", () => {
	const engine = { name: "nvme", vendor: "assay", version: "1.0.0", digest: "aa" };
	const round = (candidate: number, baseline: number) => ({
		workload: "randread-4k-qd1",
		values: { candidate: { iops: candidate }, baseline: { iops: baseline, p99Ns: 7 } },
	});
	const document = {
		kind: "comparison",
		assayVersion: "0.1.0",
		startedAt: "2026-01-02T03:04:05.000Z",
		endedAt: "2026-01-02T03:05:05.000Z",
		profile: "ci",
		host,
		target,
		options: {},
		engines: { candidate: { ...engine, version: "1.1.0" }, baseline: engine },
		verdict: "fail",
		data: { plan: { seed: 4 }, rounds: [round(1, 10), round(9, 30), round(2, 20)], complete: true },
	};

	test("has the medians of its rounds, in series of their own", () => {
		const entry = entryOfComparison(document, JSON.stringify(document));
		if (typeof entry === "string") throw new Error(entry);
		expect(numbers(entry)).toEqual([
			[0, "nvme", "randread-4k-qd1", "iops", 2],
			[1, "nvme", "randread-4k-qd1", "iops", 20],
			[1, "nvme", "randread-4k-qd1", "latencyNs.p99", 7],
		]);
		expect(entry.summary).toMatchObject({ kind: "comparison", verdict: "fail", seed: 4 });
		expect(entry.summary.setting).toStartWith("compare ci, file on ext4");
	});

	test("says what is missing of one that is not whole", () => {
		const { host: _, ...rest } = document;
		expect(entryOfComparison(rest, "")).toContain("it is no whole comparison: host");
	});
});
