import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { EngineResult, RunRecord } from "../../results/schema/index.ts";
import {
	sampleEngine,
	sampleRecord,
	sampleSwap,
	sampleWorkload,
} from "../../results/schema/sample.ts";
import { cases, checks, limit, quick, record } from "./gate-cases.ts";
import { judge } from "./judge.ts";

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

	test("a baseline is not judged by its checks, and needs none", () => {
		const whole = record({});
		const [candidate] = whole.engines;
		if (candidate === undefined) throw new Error("the sample has no engine");
		const baseline: EngineResult = {
			...candidate,
			name: "last",
			role: "baseline",
			checks: [],
			swaps: [],
		};
		const both = { ...whole, engines: [candidate, baseline] };
		expect(judge(both, quick).verdict).toBe("pass");
		const unchecked = {
			...whole,
			engines: [candidate, { ...baseline, role: "candidate" as const }],
		};
		expect(judge(unchecked, quick).verdict).not.toBe("pass");
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
