import type { EngineResult, GateResult, RunRecord } from "../../results/schema/index.ts";
import {
	sampleCheck,
	sampleEngine,
	sampleRecord,
	sampleSwap,
	sampleWorkload,
} from "../../results/schema/sample.ts";
import { profiles } from "./profiles.ts";

/** Records for the tests of this room: each gate in each of its results. */
export const quick = profiles.quick;

export function record(engine: Partial<EngineResult>, run: Partial<RunRecord> = {}): RunRecord {
	return sampleRecord({ engines: [sampleEngine(engine)], ...run });
}

export const checks = (...verdicts: Parameters<typeof sampleCheck>[1][]) =>
	verdicts.map((verdict, index) => sampleCheck(`data.c${index}`, verdict, `says ${index}`));
const workload = (overrides: Parameters<typeof sampleWorkload>[0]) =>
	record({ workloads: [sampleWorkload(overrides)] });
const swap = (overrides: Parameters<typeof sampleSwap>[0], run: Partial<RunRecord> = {}) =>
	record({ swaps: [sampleSwap(overrides)] }, run);
const finding = (severity: "refusal" | "failure" | "warning" | "note") =>
	record({ findings: [{ id: "elf.odd", severity, message: "odd" }] });
export const limit = quick.swapStallNsMax;
const calm = { noise: { stealPercent: 0.1, cpuPressurePercent: 1 } };
const busy = (cpuPressurePercent: number) => ({ noise: { cpuPressurePercent } });

/** [gate, result, what, record]. */
export const cases: [string, GateResult["result"], string, RunRecord][] = [
	["run.complete", "pass", "all there", record({})],
	["run.complete", "inconclusive", "interrupted", record({}, { complete: false })],
	["run.complete", "inconclusive", "a check missing", record({ checks: checks("pass") })],
	[
		"run.complete",
		"inconclusive",
		"a check twice",
		record({
			checks: [
				sampleCheck("data.read-after-write"),
				sampleCheck("data.read-after-write"),
				sampleCheck("batch.order"),
			],
		}),
	],
	["run.complete", "inconclusive", "a workload missing", record({ workloads: [] })],
	["run.complete", "inconclusive", "a swap missing", record({ swaps: [] })],
	[
		"run.complete",
		"inconclusive",
		"nothing planned",
		record(
			{ checks: [], workloads: [], swaps: [] },
			{ plan: { checks: [], workloads: [], swaps: [] } },
		),
	],
	["preflight.clean", "pass", "a warning", finding("warning")],
	["preflight.clean", "fail", "a failure", finding("failure")],
	["preflight.clean", "fail", "a refusal", finding("refusal")],
	["engine.keeps-data", "pass", "no sink", record({})],
	["engine.keeps-data", "inconclusive", "a sink", record({ capabilities: ["sink"] })],
	["checks.all-pass", "pass", "pass and not applicable", record({})],
	["checks.all-pass", "fail", "fail", record({ checks: checks("pass", "fail") })],
	["checks.all-pass", "fail", "crashed", record({ checks: checks("pass", "crashed") })],
	["checks.all-pass", "fail", "hung", record({ checks: checks("pass", "hung") })],
	[
		"checks.all-pass",
		"inconclusive",
		"nothing applies",
		record({ checks: checks("not-applicable") }),
	],
	["checks.all-pass", "inconclusive", "no checks", record({ checks: [] })],
	["checks.ran", "pass", "pass and fail both ran", record({ checks: checks("pass", "fail") })],
	[
		"checks.ran",
		"inconclusive",
		"one could not",
		record({ checks: checks("pass", "could-not-run") }),
	],
	["checks.ran", "inconclusive", "nothing applies", record({ checks: checks("not-applicable") })],
	["checks.ran", "inconclusive", "no checks", record({ checks: [] })],
	["data.verified", "pass", "verified", record({})],
	["data.verified", "fail", "mismatched", workload({ mismatchedBlocks: 1 })],
	[
		"data.verified",
		"fail",
		"mismatched, no number",
		workload({ mismatchedBlocks: 2, outcome: "invalid" }),
	],
	["data.verified", "fail", "a negative count is no zero", workload({ mismatchedBlocks: -1 })],
	["data.verified", "inconclusive", "none verified", workload({ verifiedBlocks: 0 })],
	["workloads.measured", "pass", "measured", record({})],
	["workloads.measured", "fail", "failed", workload({ outcome: "failed" })],
	["workloads.measured", "fail", "crashed", workload({ outcome: "crashed" })],
	["workloads.measured", "fail", "hung", workload({ outcome: "hung" })],
	["workloads.measured", "fail", "operations failed", workload({ errors: 3 })],
	["workloads.measured", "inconclusive", "invalid", workload({ outcome: "invalid" })],
	["workloads.measured", "inconclusive", "could not run", workload({ outcome: "could-not-run" })],
	[
		"workloads.measured",
		"inconclusive",
		"nothing applies",
		workload({ outcome: "not-applicable" }),
	],
	[
		"workloads.measured",
		"pass",
		"a rate out of reach beside a number",
		record({ workloads: [sampleWorkload(), sampleWorkload({ outcome: "unreachable" })] }),
	],
	["workloads.measured", "inconclusive", "only out of reach", workload({ outcome: "unreachable" })],
	["workloads.measured", "inconclusive", "no operations", workload({ operations: 0 })],
	["workloads.measured", "inconclusive", "no iops", workload({ iops: 0 })],
	["workloads.measured", "pass", "too few samples for a median", workload({ latencyNs: {} })],
	["workloads.floor", "pass", "small", record({})],
	["workloads.floor", "inconclusive", "large", workload({ floorNs: 4001 })],
	["swap.drills-pass", "pass", "pass", record({})],
	["swap.drills-pass", "fail", "fail", swap({ verdict: "fail" })],
	["swap.drills-pass", "fail", "hung", swap({ verdict: "hung" })],
	["swap.drills-pass", "inconclusive", "could not run", swap({ verdict: "could-not-run" })],
	["swap.drills-pass", "inconclusive", "planned, none there", record({ swaps: [] })],
	["swap.count", "pass", "as asked", record({})],
	["swap.count", "fail", "crashed on the way", swap({ count: 7, verdict: "crashed" })],
	["swap.count", "inconclusive", "too few", swap({ count: 19 })],
	["swap.count", "inconclusive", "not planned", swap({ id: "swap.other" })],
	["swap.no-lost-writes", "pass", "none", record({})],
	["swap.no-lost-writes", "fail", "one lost", swap({ lostWrites: 1 })],
	["swap.no-lost-writes", "inconclusive", "nothing written", swap({ acknowledgedWrites: 0 })],
	["swap.no-wrong-reads", "pass", "none", record({})],
	["swap.no-wrong-reads", "fail", "one wrong", swap({ wrongReads: 1 })],
	["swap.no-wrong-reads", "inconclusive", "nothing read", swap({ reads: 0 })],
	["swap.stall", "pass", "at the limit", swap({ stallNsMax: limit })],
	["swap.stall", "fail", "beyond, calm", swap({ stallNsMax: limit + 1 }, calm)],
	[
		"swap.stall",
		"inconclusive",
		"beyond, steal",
		swap({ stallNsMax: limit + 1 }, { noise: { stealPercent: 9 } }),
	],
	[
		"swap.stall",
		"inconclusive",
		"beyond, pressure",
		swap({ stallNsMax: limit + 1 }, { noise: { stealPercent: 0, cpuPressurePercent: 60 } }),
	],
	[
		"swap.stall",
		"inconclusive",
		"beyond, noise unknown",
		swap({ stallNsMax: limit + 1 }, { noise: {} }),
	],
	["swap.stall", "fail", "far beyond", swap({ stallNsMax: limit * 10 + 1 }, { noise: {} })],
	["swap.stall", "fail", "far beyond, busy", swap({ stallNsMax: limit * 10 + 1 }, busy(70))],
	["swap.stall", "inconclusive", "overloaded", swap({ stallNsMax: limit * 50 }, busy(93))],
	["swap.stall", "fail", "beyond overloaded", swap({ stallNsMax: limit * 50 + 1 }, busy(93))],
];
