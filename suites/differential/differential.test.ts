import { describe, expect, test } from "bun:test";
import { type CheckOutcome, EngineFailure } from "../../harness/contract/index.ts";
import * as bulk from "../model/fake/bulk-defects.ts";
import { FakeContext, type FakeOptions } from "../model/fake/context.ts";
import * as data from "../model/fake/data-defects.ts";
import * as telemetry from "../model/fake/telemetry-defects.ts";
import { sameAnswers } from "./index.ts";
import { shrinkTrace } from "./shrink-trace.ts";
import { makeTrace, type Step } from "./trace.ts";

/** The reference is an honest fake without any guarantee that softens a comparison. */
async function compare(options: FakeOptions): Promise<CheckOutcome> {
	const context = new FakeContext({ propertyRuns: 40, budgetMs: 10_000, ...options });
	const { blockBytes, capacityBlocks } = context;
	const openReference = () =>
		new FakeContext({ guarantees: ["thread-safe"], blockBytes, capacityBlocks }).open();
	try {
		return await sameAnswers.run(Object.assign(context, { openReference }));
	} catch (error) {
		if (!(error instanceof EngineFailure)) throw error;
		const { message, evidence } = error;
		return { verdict: "fail", message, ...(evidence === undefined ? {} : { evidence }) };
	}
}

describe("an honest engine gives the reference's answers", () => {
	test.each<[string, FakeOptions]>([
		["durable at flush", {}],
		["durable at write", { guarantees: ["thread-safe", "durable-at-write"] }],
		["volatile", { guarantees: [] }],
		["absent reads zeros", { guarantees: ["durable-at-flush", "absent-reads-zeros"] }],
		["no capabilities", { capabilities: [] }],
		["small blocks", { blockBytes: 512, capacityBlocks: 9000 }],
		["few blocks", { blockBytes: 4096, capacityBlocks: 3 }],
	])("%s", async (_, options) => {
		for (const seed of [1, 2, 3]) {
			const outcome = await compare({ ...options, seed });
			expect(`${outcome.verdict}: ${outcome.message}`).toStartWith("pass: 800 steps");
		}
	});
});

describe("a defect is a difference", () => {
	test.each<[string, NonNullable<FakeOptions["engine"]>, string | RegExp]>([
		["misdirected write", data.Misdirected, /the reference: /],
		["stale cache", data.StaleCache, /stale/],
		["torn sector", data.TornSector, /torn/],
		["stale after delete", data.StaleAfterDelete, /the reference: -ENOENT/],
		["delete of a neighbour", data.DeleteHitsNeighbour, /answered (-ENOENT|used_bytes)/],
		["zeros dropped", data.ZerosDropped, /the reference: (zeros|used_bytes)/],
		["absent reads as zeros", data.AbsentIsZeros, /answered zeros.*-ENOENT/],
		["short writes accepted", data.ShortWriteAccepted, /the reference: a refusal \(-EINVAL\)/],
		["ids cut to 32 bits", data.IdCutTo32Bits, /a refusal/],
		["batch results permuted", bulk.BatchResultsPermuted, /item \d+ \(block/],
		["first duplicate wins", bulk.FirstDuplicateWins, /the reference/],
		["batch status wrong", bulk.BatchLies, /the call answered/],
		["used space grows", telemetry.UsedGrowsWithOverwrites, /used_bytes/],
		[
			"fallback elsewhere",
			telemetry.FallbackIsElsewhere,
			/answered -ENOENT; the reference: the data/,
		],
	])("%s", async (_, engine, message) => {
		for (const seed of [1, 2]) {
			const outcome = await compare({ engine, seed });
			expect(`${outcome.verdict}: ${outcome.message}`).toMatch(/^fail: /);
			expect(outcome.message).toMatch(message);
			if (outcome.verdict !== "fail") continue;
			expect(outcome.evidence?.counterexample?.length).toBeLessThanOrEqual(12);
			expect(outcome.evidence?.expected).not.toBe(outcome.evidence?.found);
		}
	});
});

test("without a reference nothing is shown", async () => {
	const outcome = await sameAnswers.run(new FakeContext());
	expect(outcome).toMatchObject({ verdict: "could-not-run" });
});

test("the reference's own refusal is the harness's error, not a verdict", async () => {
	const context = new FakeContext();
	const openReference = () => ({ ok: false as const, status: -5, message: "no" });
	const run = async () => sameAnswers.run(Object.assign(context, { openReference }));
	await expect(run()).rejects.toThrow("the reference engine refused to open: -5 no");
});

test("a trace is the same again from its seed, and has what the engine can do", () => {
	const shape = { blockBytes: 4096, capacityBlocks: 100 };
	const all = { batch: true, lease: true, fallback: true, reopen: true };
	const none = { batch: false, lease: false, fallback: false, reopen: false };
	expect(makeTrace(5, 300, shape, all)).toEqual(makeTrace(5, 300, shape, all));
	expect(makeTrace(5, 300, shape, all)).not.toEqual(makeTrace(6, 300, shape, all));
	const kinds = (steps: Step[]) => new Set(steps.map(({ kind }) => kind));
	expect(kinds(makeTrace(5, 2000, shape, all)).size).toBe(14);
	expect(kinds(makeTrace(5, 2000, shape, none)).size).toBe(8);
});

test("shrinking keeps the steps that the difference needs", () => {
	const noise = Array.from({ length: 40 }, (_, id): Step => ({ kind: "read", id: BigInt(id) }));
	const needed: Step[] = [
		{ kind: "write", id: 5n, sequence: 1 },
		{ kind: "reopen" },
		{ kind: "read", id: 5n },
	];
	const trace = [...noise.slice(0, 20), ...needed.slice(0, 2), ...noise, ...needed.slice(2)];
	const differs = (steps: readonly Step[]) => {
		const at = needed.map((one) => steps.findLastIndex((step) => Bun.deepEquals(step, one)));
		return at.every((place, index) => place >= 0 && place >= (at[index - 1] ?? 0))
			? at.at(-1)
			: undefined;
	};
	expect(shrinkTrace(trace, differs, () => true)).toEqual(needed);
	expect(shrinkTrace(trace, differs, () => false)).toEqual(trace);
});
