import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { EngineResult, GateResult, RunRecord } from "../../results/schema/index.ts";
import {
	sampleCheck,
	sampleEngine,
	sampleRecord,
	sampleSwap,
	sampleWorkload,
} from "../../results/schema/sample.ts";
import { judge } from "./judge.ts";
import { profiles } from "./profiles.ts";

const quick = profiles.quick;

function record(engine: Partial<EngineResult>, run: Partial<RunRecord> = {}): RunRecord {
	return sampleRecord({ engines: [sampleEngine(engine)], ...run });
}

function gateOf(of: RunRecord, id: string): GateResult {
	const found = judge(of, quick).gates.filter((gate) => gate.id === id);
	expect(found).toHaveLength(1);
	return found[0] as GateResult;
}

const checks = (...verdicts: Parameters<typeof sampleCheck>[1][]) =>
	verdicts.map((verdict, index) => sampleCheck(`data.c${index}`, verdict, `says ${index}`));
const workload = (overrides: Parameters<typeof sampleWorkload>[0]) =>
	record({ workloads: [sampleWorkload(overrides)] });
const swap = (overrides: Parameters<typeof sampleSwap>[0], run: Partial<RunRecord> = {}) =>
	record({ swaps: [sampleSwap(overrides)] }, run);
const finding = (severity: "refusal" | "failure" | "warning" | "note") =>
	record({ findings: [{ id: "elf.odd", severity, message: "odd" }] });
const limit = quick.swapStallNsMax;
const calm = { noise: { stealPercent: 0.1, cpuPressurePercent: 1 } };

/** Every gate in each of its results: [gate, result, what, record]. */
const cases: [string, GateResult["result"], string, RunRecord][] = [
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
	["workloads.measured", "inconclusive", "no operations", workload({ operations: 0 })],
	["workloads.measured", "inconclusive", "no iops", workload({ iops: 0 })],
	["workloads.measured", "inconclusive", "no median", workload({ latencyNs: {} })],
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
];

describe("gates", () => {
	test.each(cases)("%s: %s: %s", (id, result, _what, of) => {
		const gate = gateOf(of, id);
		expect(gate.result).toBe(result);
		expect(gate.observed).not.toBe("");
		expect(gate.threshold).not.toBe("");
		expect(gate.message).not.toBe("");
	});

	test.each([
		["mismatchedBlocks", "data.verified"],
		["verifiedBlocks", "data.verified"],
		["operations", "workloads.measured"],
		["iops", "workloads.measured"],
		["latencyNs", "workloads.measured"],
		["floorNs", "workloads.floor"],
	] as const)("a workload without %s passes no %s", (key, id) => {
		const { [key]: _, ...rest } = sampleWorkload();
		expect(gateOf(record({ workloads: [rest] }), id).result).toBe("inconclusive");
	});

	test.each([
		["lostWrites", "swap.no-lost-writes"],
		["acknowledgedWrites", "swap.no-lost-writes"],
		["wrongReads", "swap.no-wrong-reads"],
		["reads", "swap.no-wrong-reads"],
		["stallNsMax", "swap.stall"],
	] as const)("a swap without %s passes no %s", (key, id) => {
		const { [key]: _, ...rest } = sampleSwap();
		expect(gateOf(record({ swaps: [rest] }), id).result).toBe("inconclusive");
	});

	test("failing checks are told worst first, with their message", () => {
		const of = record({ checks: checks("fail", "hung", "crashed", "fail", "fail") });
		const { message, observed } = gateOf(of, "checks.all-pass");
		expect(message.indexOf("data.c2 crashed: says 2")).toBe(0);
		expect(message.indexOf("data.c1 hung")).toBeGreaterThan(0);
		expect(message.indexOf("data.c0 fail")).toBeGreaterThan(message.indexOf("data.c1 hung"));
		expect(message).toEndWith("and 2 more");
		expect(observed).toBe("5 failing checks");
	});

	test("families that were neither planned nor run have no gates", () => {
		const plan = { checks: ["data.read-after-write"], workloads: [], swaps: [] };
		const of = record(
			{
				checks: checks("pass").map((c) => ({ ...c, id: plan.checks[0] ?? "" })),
				workloads: [],
				swaps: [],
			},
			{ plan },
		);
		const { gates, verdict } = judge(of, quick);
		expect(gates.map((gate) => gate.id)).toEqual([
			"run.complete",
			"preflight.clean",
			"engine.keeps-data",
			"checks.all-pass",
			"checks.ran",
		]);
		expect(verdict).toBe("pass");
	});
});

describe("verdict", () => {
	test("a whole and passing record passes", () => {
		expect(judge(record({}), quick).verdict).toBe("pass");
	});

	test("each failing or inconclusive hard gate decides; advisory ones do not", () => {
		for (const [id, result, what, of] of cases) {
			const { verdict } = judge(of, quick);
			if (id === "workloads.floor") {
				expect([what, verdict]).toEqual([what, "pass"]);
			} else if (result === "fail") {
				expect([what, verdict]).toEqual([what, "fail"]);
			} else if (result === "inconclusive") {
				expect([what, verdict === "pass"]).toEqual([what, false]);
			}
		}
	});

	test("an error of the harness is an error, whatever else happened", () => {
		const errors = [{ where: "harness/host", message: "broke" }];
		expect(judge(record({}, { errors }), quick).verdict).toBe("error");
		expect(judge(record({ checks: checks("fail") }, { errors }), quick).verdict).toBe("error");
	});

	test("nothing applies to the engine: inconclusive, though no gate of a family says so", () => {
		const plan = sampleRecord().plan;
		const swaps = [sampleSwap({ verdict: "not-applicable", count: 0 })];
		const of = record(
			{ checks: [], workloads: [], swaps },
			{ plan: { ...plan, checks: [], workloads: [] } },
		);
		expect(judge(of, quick).verdict).toBe("inconclusive");
	});

	test("no engine at all: inconclusive", () => {
		expect(judge(sampleRecord({ engines: [] }), quick).verdict).toBe("inconclusive");
	});
});

const verdicts = ["pass", "fail", "crashed", "hung", "not-applicable", "could-not-run"] as const;
const badness = { pass: 0, inconclusive: 1, fail: 2, error: 3 };

const anyRecord = fc
	.record({
		checks: fc.array(fc.constantFrom(...verdicts), { maxLength: 6 }),
		outcome: fc.constantFrom("measured", "invalid", "not-applicable", "crashed"),
		mismatched: fc.constantFrom(0, 1, undefined),
		swapVerdict: fc.constantFrom(...verdicts),
		lost: fc.constantFrom(0, 1, undefined),
		stall: fc.constantFrom(1, limit + 1, limit * 20, undefined),
		complete: fc.boolean(),
		sink: fc.boolean(),
		broken: fc.boolean(),
	})
	.map((draw): RunRecord => {
		const { mismatchedBlocks: _m, ...load } = sampleWorkload();
		const { lostWrites: _l, stallNsMax: _s, ...drill } = sampleSwap();
		const results = checks(...draw.checks);
		return sampleRecord({
			complete: draw.complete,
			plan: { ...sampleRecord().plan, checks: results.map((check) => check.id) },
			errors: draw.broken ? [{ where: "host", message: "broke" }] : [],
			engines: [
				sampleEngine({
					capabilities: draw.sink ? ["sink"] : ["swap"],
					checks: results,
					workloads: [
						{
							...load,
							outcome: draw.outcome as "measured",
							...(draw.mismatched === undefined ? {} : { mismatchedBlocks: draw.mismatched }),
						},
					],
					swaps: [
						{
							...drill,
							verdict: draw.swapVerdict,
							...(draw.lost === undefined ? {} : { lostWrites: draw.lost }),
							...(draw.stall === undefined ? {} : { stallNsMax: draw.stall }),
						},
					],
				}),
			],
		});
	});

describe("properties", () => {
	test("judging is deterministic and leaves the record as it was", () => {
		fc.assert(
			fc.property(anyRecord, (of) => {
				const before = structuredClone(of);
				expect(judge(of, quick)).toEqual(judge(structuredClone(of), quick));
				expect(of).toEqual(before);
			}),
			{ seed: 7, numRuns: 300 },
		);
	});

	test("turning any check into a failing one never improves the verdict, nor a swap drill", () => {
		fc.assert(
			fc.property(anyRecord, fc.constantFrom("fail", "crashed", "hung"), (of, verdict) => {
				const before = badness[judge(of, quick).verdict];
				const engine = of.engines[0] as EngineResult;
				for (let index = 0; index < engine.checks.length; index++) {
					const changed = engine.checks.map((check, at) =>
						at === index ? { ...check, verdict: verdict as "fail" } : check,
					);
					const worse = { ...of, engines: [{ ...engine, checks: changed }] };
					expect(badness[judge(worse, quick).verdict]).toBeGreaterThanOrEqual(before);
				}
				const swaps = engine.swaps.map((each) => ({ ...each, verdict: verdict as "fail" }));
				const worse = { ...of, engines: [{ ...engine, swaps }] };
				expect(badness[judge(worse, quick).verdict]).toBeGreaterThanOrEqual(before);
			}),
			{ seed: 8, numRuns: 300 },
		);
	});

	test("removing any result never makes a record pass that did not", () => {
		fc.assert(
			fc.property(anyRecord, (of) => {
				const before = judge(of, quick).verdict;
				const engine = of.engines[0] as EngineResult;
				for (const key of ["checks", "workloads", "swaps"] as const) {
					for (let index = 0; index < engine[key].length; index++) {
						const rest = (engine[key] as unknown[]).filter((_, at) => at !== index);
						const less = { ...of, engines: [{ ...engine, [key]: rest }] };
						const after = judge(less as RunRecord, quick).verdict;
						expect(after === "pass" && before !== "pass").toBe(false);
					}
				}
			}),
			{ seed: 9, numRuns: 200 },
		);
	});
});
