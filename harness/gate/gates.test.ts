import { describe, expect, test } from "bun:test";
import type { GateResult, RunRecord } from "../../results/schema/index.ts";
import { sampleSwap, sampleWorkload } from "../../results/schema/sample.ts";
import { cases, checks, quick, record } from "./gate-cases.ts";
import { judge } from "./judge.ts";

function gateOf(of: RunRecord, id: string): GateResult {
	const found = judge(of, quick).gates.filter((gate) => gate.id === id);
	expect(found).toHaveLength(1);
	return found[0] as GateResult;
}

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
