import { describe, expect, test } from "bun:test";
import type { GateResult, RunRecord } from "../../../results/schema/index.ts";
import {
	sampleCheck,
	sampleEngine,
	sampleRecord,
	sampleSwap,
	sampleWorkload,
} from "../../../results/schema/sample.ts";
import { exitCodeFor } from "../exit.ts";
import { judge } from "../judge.ts";
import { parseProfile } from "./profile-file.ts";

const vocabulary = {
	workloads: ["randread-4k-qd1", "randwrite-4k-qd1"],
	swaps: ["swap.under-writes"],
	checks: ["data.read-after-write", "batch.order", "data.delete"],
	didYouMean: (_: string, known: readonly string[]) => `; one of ${known.join(", ")}`,
};

function profileOf(...lines: string[]) {
	const read = parseProfile(['extends = "ci"', ...lines].join("\n"), vocabulary);
	if (!read.ok) throw new Error(read.message);
	return read.profile;
}

const rule = (assert: string, more = "") => `[[gate]]\nid = "mine"\nassert = "${assert}"\n${more}`;

function outcome(assert: string, record: RunRecord): GateResult {
	const { gates } = judge(record, profileOf(rule(assert)));
	const found = gates.filter(({ id }) => id === "mine" || id === "regression.mine");
	expect(found).toHaveLength(1);
	return found[0] as GateResult;
}

const whole = sampleRecord();
const blocked = sampleRecord({
	engines: [sampleEngine({ checks: [sampleCheck("batch.order", "could-not-run")] })],
});
const baseline = (iops: number) =>
	sampleRecord({
		engines: [
			sampleEngine(),
			sampleEngine({
				name: "last",
				role: "baseline",
				checks: [],
				swaps: [],
				workloads: [sampleWorkload({ iops })],
			}),
		],
	});

const stored = (...values: number[]) =>
	sampleRecord({
		baselineNumbers: {
			...{ name: "nvme", version: "0.9.0", digest: "0a".repeat(32), runs: [] },
			values: [{ workload: "randread-4k-qd1", metric: "iops", values }],
		},
	});

describe("a rule", () => {
	const cases: [string, GateResult["result"], RunRecord][] = [
		["randread-4k-qd1.latencyNs.p99 < 2ms", "pass", whole],
		["randread-4k-qd1.latencyNs.p99 < 250us", "fail", whole],
		["randread-4k-qd1.latencyNs.p99 <= 250us", "pass", whole],
		["randread-4k-qd1.latencyNs.p999 < 0.9ms", "fail", whole],
		["randread-4k-qd1.latencyNs.p9999 < 1s", "inconclusive", whole],
		["randread-4k-qd1.iops >= 12k", "pass", whole],
		["randread-4k-qd1.iops > 12000 iops", "fail", whole],
		["randwrite-4k-qd1.iops > 1", "inconclusive", whole],
		["swap.lostWrites == 0", "pass", whole],
		["swap.lostWrites == 0", "fail", withSwaps(sampleSwap(), sampleSwap({ lostWrites: 1 }))],
		["swap.lostWrites == 0", "inconclusive", withSwaps(sampleSwap({ acknowledgedWrites: 0 }))],
		["swap.lostWrites == 0", "inconclusive", withSwaps()],
		["swap.under-writes.stallNsMax < 4ms", "fail", whole],
		["swap.under-writes == pass", "pass", whole],
		["data.read-after-write == pass", "pass", whole],
		["batch.order == pass", "fail", whole],
		["batch.order != fail", "pass", whole],
		["data.delete != fail", "inconclusive", whole],
		["batch.order == pass", "inconclusive", blocked],
		["checks.failed == 0", "pass", whole],
		["checks.passed >= 2", "fail", whole],
		[
			"checks.failed == 0",
			"inconclusive",
			sampleRecord({ engines: [sampleEngine({ checks: [] })] }),
		],
		["randread-4k-qd1.iops >= 95% of baseline", "pass", baseline(12_500)],
		["randread-4k-qd1.iops >= 95% of baseline", "fail", baseline(13_000)],
		["randread-4k-qd1.iops >= 95% of baseline", "inconclusive", whole],
		["randread-4k-qd1.iops >= 95% of baseline", "pass", stored(12_000, 12_600, 12_500)],
		["randread-4k-qd1.iops >= 95% of baseline", "fail", stored(13_000, 12_700, 14_000)],
		["randread-4k-qd1.iops >= 95% of baseline", "inconclusive", stored(12_000, 13_000, 12_100)],
		["randread-4k-qd1.iops >= 95% of baseline", "inconclusive", stored(12_000, 12_000)],
		["randread-4k-qd1.iops >= 95% of baseline", "inconclusive", stored(20_000, 0, 20_000)],
		["randread-4k-qd1.latencyNs.p50 <= 105% of baseline", "inconclusive", stored(1, 2, 3)],
	];
	test.each(cases)("%s: %s", (assert, result, record) => {
		const gate = outcome(assert, record);
		expect(gate.result).toBe(result);
		expect(gate.threshold).not.toBe("");
		expect(gate.message).not.toBe("");
	});

	test("shows observed, threshold, margin and samples", () => {
		const gate = outcome("randread-4k-qd1.latencyNs.p99 < 2ms", whole);
		expect(gate).toMatchObject({ observed: "250 us", threshold: "< 2 ms" });
		const why = "smallest change not known: 0 intervals have it, 8 are needed";
		expect(gate.message).toBe(`randread-4k-qd1: margin 88 %, 6000 samples, ${why}`);
	});

	test("shows the smallest change that the run's intervals would have shown", () => {
		const rates = [90, 110, 90, 110, 90, 110, 90, 110];
		const intervals = rates.map((iops, at) => ({ startMs: at, operations: iops, iops }));
		const messageOf = (count: number) => {
			const workloads = [sampleWorkload({ intervals: intervals.slice(0, count) })];
			const record = sampleRecord({ engines: [sampleEngine({ workloads })] });
			return outcome("randread-4k-qd1.iops >= 10k", record).message;
		};
		// 3.4 * sqrt(800 / 7 / 8) / 100
		expect(messageOf(8)).toBe(
			"randread-4k-qd1: margin 20 %, 6000 samples, shows no less than 13 %",
		);
		expect(messageOf(7)).toEndWith("smallest change not known: 7 intervals have it, 8 are needed");
	});

	test("shows how far stored runs of a baseline are apart", () => {
		const { threshold, message } = outcome(
			"randread-4k-qd1.iops >= 95% of baseline",
			stored(12_000, 12_600, 12_240),
		);
		expect(threshold).toBe(">= 95% of baseline (11400 IOPS .. 11970 IOPS by 3 stored runs)");
		expect(message).toContain("3 stored runs of the baseline differ by 5 %: less cannot be seen");
	});

	test("numbers of a workload that was not measured are none", () => {
		for (const result of ["invalid", "crashed", "not-applicable"] as const) {
			const workloads = [sampleWorkload({ outcome: result })];
			const record = sampleRecord({ engines: [sampleEngine({ workloads })] });
			expect(outcome("randread-4k-qd1.iops > 1", record).result).toBe("inconclusive");
		}
	});

	test("decides the verdict when it is hard, and not when it is advisory", () => {
		const verdictOf = (...lines: string[]) => judge(whole, profileOf(...lines)).verdict;
		const broken = rule("randread-4k-qd1.iops > 1M");
		expect(verdictOf(rule("randread-4k-qd1.iops > 1"))).toBe("pass");
		expect(verdictOf(broken)).toBe("fail");
		expect(verdictOf(`${broken}severity = "advisory"`)).toBe("pass");
		expect(verdictOf(rule("randwrite-4k-qd1.iops > 1"))).toBe("inconclusive");
	});

	test("less than the baseline alone is a regression: exit code 4", () => {
		const profile = profileOf(rule("randread-4k-qd1.iops >= 95% of baseline"));
		const record = baseline(20_000);
		expect(exitCodeFor({ ...record, ...judge(record, profile) })).toBe(4);
	});
});

function withSwaps(...swaps: ReturnType<typeof sampleSwap>[]): RunRecord {
	return sampleRecord({ engines: [sampleEngine({ swaps })] });
}

describe("a waiver", () => {
	const failing = sampleRecord({
		engines: [
			sampleEngine({
				checks: [sampleCheck("data.read-after-write", "fail"), sampleCheck("batch.order")],
			}),
		],
	});
	const waiver = (expires: string) =>
		`[[waiver]]\nid = "w-1"\ngate = "checks.all-pass"\nreason = "mended by the next release"\nexpires = ${expires}`;

	test("takes a known failure out of the verdict, and leaves it visible", () => {
		expect(judge(failing, profileOf()).verdict).toBe("fail");
		const { gates, verdict } = judge(failing, profileOf(waiver("2026-01-02")));
		expect(verdict).toBe("pass");
		const gate = gates.find(({ id }) => id === "checks.all-pass");
		expect(gate).toMatchObject({ result: "fail", severity: "advisory" });
		expect(gate?.message).toContain("Waived until 2026-01-02 (w-1): mended");
	});

	test("that expired fails, with the gate and even where the gate passes by now", () => {
		const late = profileOf(waiver("2026-01-01"));
		expect(judge(failing, late).gates.filter(({ result }) => result === "fail")).toHaveLength(2);
		expect(judge(whole, late).verdict).toBe("fail");
	});

	test("touches no other gate", () => {
		const lost = withSwaps(sampleSwap({ lostWrites: 2 }));
		expect(judge(lost, profileOf(waiver("2027-01-01"))).verdict).toBe("fail");
	});
});
