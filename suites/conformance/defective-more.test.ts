import { describe, expect, test } from "bun:test";
import type { FakeOptions } from "../model/fake/context.ts";
import * as review from "../model/fake/review-defects.ts";
import { runOnFake } from "../model/fake/run.ts";
import * as state from "../model/fake/state-defects.ts";
import { conformanceChecks } from "./index.ts";

type Defect = NonNullable<FakeOptions["engine"]>;

/** Found by a hostile review: each had passed everything that was asked before. */
const seen: readonly (readonly [string, Defect, string | RegExp])[] = [
	["data.every-way", state.BatchMovesOnePage, "with blocks of 2048 bytes"],
	["batch.many-items", state.BatchOfManyForgets, "a read batch of 1025"],
	["batch.many-items", state.DescendingReversed, "a write batch of 257"],
	["stats.counters", state.NegativeIops, "iops is -1"],
	["data.large-offsets", state.CapacityIn32Bits, "capacity_bytes is"],
	["data.huge-offsets", state.SectorIn32Bits, "misdirected"],
	["queue.deep", state.QueueForgets, "taken and never completed"],
	["lease.many", state.LeasesShareABuffer, /300 leases/],
	["abi.text-capacity", state.TextIsNotCut, "access to bytes"],
	["abi.stats-size", state.StatsIgnoreSize, "access to bytes"],
	["swap.there-and-back", state.CacheOutlivesHandOver, "after hand-over"],
	["swap.unflushed-writes", state.WritesBackAtTheEnd, "(stale"],
	["swap.ways-in", state.FallbackUnfenced, "through the former engine's fallback"],
	["swap.standby-writes-nothing", state.StandbyWrites, "when it was opened"],
	["config.smaller-capacity", state.PlaceFollowsCapacity, "blocks: block 0: the read returned"],
	["abi.last-error", review.LastErrorIsGlobal, "after another thread's failure"],
	["lease.holds-contents", review.BatchRefreshesLeases, "changed at byte"],
	["metrics.plausible", review.DepthLeaks, "after refused queued operations queue_depth is"],
	[
		"data.many-blocks",
		review.OnceInTenThousand,
		/a read returned|a delete found no block|the read returned|delete of block \d+ returned/,
	],
];

/** A lost completion is waited for. */
const timeoutMs = 20_000;

async function mustBeSeen(id: string, options: FakeOptions, words: string | RegExp) {
	const check = conformanceChecks.find((one) => one.id === id);
	if (check === undefined) throw new Error(`no check ${id}`);
	const outcome = await runOnFake(check, { budgetMs: 600, capacityBlocks: 16_384, ...options });
	expect(["fail", "crashed"]).toContain(outcome.verdict);
	expect(outcome.message).toMatch(words);
}

describe("a defective engine is caught by its check, in words", () => {
	test.each(seen)("%s", (id, engine, words) => mustBeSeen(id, { engine }, words), timeoutMs);

	test("config.rejects: letters behind a number", () =>
		mustBeSeen(
			"config.rejects",
			{ openText: (honest, text) => honest(text.replace(/(\d)abc/, "$1")) },
			"abc",
		));

	test("config.default-capacity", () =>
		mustBeSeen(
			"config.default-capacity",
			{
				openText: (honest, text) =>
					text.includes("capacity_blocks")
						? honest(text)
						: { ok: false, status: -22, message: "capacity_blocks is missing" },
			},
			"initialize without capacity_blocks returned -EINVAL",
		));

	// As in the ci profile: in quick there is no time for so many commits.
	test(
		"lifecycle.reopen: a generation of 16 bits",
		() =>
			mustBeSeen(
				"lifecycle.reopen",
				{ engine: review.GenerationIn16Bits, budgetMs: 20_000 },
				/after \d+ reopens with one change before each/,
			),
		timeoutMs * 3,
	);
});
