import type { CheckResult, EngineResult, SwapResult, Verdict, WorkloadResult } from "./index.ts";
import type { RunRecord } from "./record.ts";
import { schemaVersion } from "./version.ts";

/** Records for tests: whole, passing, invented; nothing but tests imports this file. */
export function sampleCheck(
	id: string,
	verdict: Verdict = "pass",
	message = "as asked",
): CheckResult {
	const family = id.split(".")[0] ?? id;
	return { id, family, title: `Title of ${id}`, verdict, message, durationMs: 12, operations: 40 };
}

export function sampleWorkload(overrides: Partial<WorkloadResult> = {}): WorkloadResult {
	return {
		id: "randread-4k-qd1",
		title: "Random reads of 4 KiB, one at a time",
		outcome: "measured",
		message: "measured for 500 ms",
		blockBytes: 4096,
		readPercent: 100,
		queueDepth: 1,
		batchSize: 1,
		workers: 1,
		durationMs: 500,
		operations: 6000,
		errors: 0,
		iops: 12000,
		latencyNs: { p50: 80_000, p90: 110_000, p99: 250_000, p999: 900_000, max: 2_100_000 },
		floorNs: 90,
		ceilingIops: 9_000_000,
		verifiedBlocks: 93,
		mismatchedBlocks: 0,
		noise: { stealPercent: 0.1, schedulerGapNsMax: 30_000, garbageCollected: false },
		warnings: [],
		...overrides,
	};
}

export function sampleSwap(overrides: Partial<SwapResult> = {}): SwapResult {
	return {
		id: "swap.under-writes",
		from: "nvme",
		to: "nvme-uring",
		verdict: "pass",
		message: "20 swaps, nothing lost",
		count: 20,
		acknowledgedWrites: 40_000,
		reads: 20_000,
		lostWrites: 0,
		wrongReads: 0,
		stallNsMax: 4_000_000,
		stallNsP50: 900_000,
		durationMs: 1900,
		...overrides,
	};
}

export function sampleEngine(overrides: Partial<EngineResult> = {}): EngineResult {
	return {
		name: "nvme",
		vendor: "assay",
		version: "1.0.0",
		path: "build/engines/libnvme.so",
		digest: "0f".repeat(32),
		fileBytes: 40_000,
		capabilities: ["health", "metrics", "swap"],
		guarantees: ["thread-safe", "durable-at-flush"],
		findings: [],
		checks: [sampleCheck("data.read-after-write"), sampleCheck("batch.order", "not-applicable")],
		workloads: [sampleWorkload()],
		swaps: [sampleSwap()],
		...overrides,
	};
}

export function sampleRecord(overrides: Partial<RunRecord> = {}): RunRecord {
	return {
		schemaVersion,
		assayVersion: "0.1.0",
		command: "certify",
		startedAt: "2026-01-02T03:04:05.000Z",
		endedAt: "2026-01-02T03:05:05.000Z",
		complete: true,
		profile: "quick",
		plan: {
			checks: ["data.read-after-write", "batch.order"],
			workloads: ["randread-4k-qd1"],
			swaps: [{ id: "swap.under-writes", from: "nvme", to: "nvme-uring", count: 20 }],
		},
		seed: 42,
		options: {},
		verdict: "pass",
		host: {
			hostname: "lab-1",
			kernel: "6.1.0",
			cpuModel: "a processor",
			cpuCount: 2,
			memoryBytes: 8e9,
			bunVersion: "1.4.5",
			virtualised: true,
		},
		noise: { stealPercent: 0.2, cpuPressurePercent: 3 },
		engines: [sampleEngine()],
		gates: [],
		errors: [],
		...overrides,
	};
}
