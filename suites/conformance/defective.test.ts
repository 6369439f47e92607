import { describe, expect, test } from "bun:test";
import type { Check } from "../../harness/contract/index.ts";
import * as bulk from "../model/fake/bulk-defects.ts";
import type { FakeOptions } from "../model/fake/context.ts";
import * as data from "../model/fake/data-defects.ts";
import type { FakeEngine } from "../model/fake/engine.ts";
import { runOnFake } from "../model/fake/run.ts";
import * as telemetry from "../model/fake/telemetry-defects.ts";
import { conformanceChecks } from "./index.ts";

type Defect = NonNullable<FakeOptions["engine"]>;
/** The check that must catch it, and the words by which a person recognises it. */
type Row = readonly [string, Defect, string | RegExp];

const seen: readonly Row[] = [
	["data.read-after-write", data.Misdirected, "block 64: the read returned status -ENOENT"],
	["data.read-after-write", data.StaleCache, "(stale)"],
	["data.read-after-write", data.TornSector, "torn block, broken at sector 1"],
	["data.many-blocks", data.OnceInAThousand, /stale|-ENOENT|a read returned/],
	["data.delete", data.StaleAfterDelete, "it was deleted or lost since"],
	["data.delete", data.DeleteHitsNeighbour, "status -ENOENT"],
	["data.zero-block", data.ZerosDropped, "expected a block of zeros"],
	["data.absent-block", data.AbsentIsZeros, "the read returned zeros; expected -ENOENT"],
	["data.absent-block", data.FailedReadLeaks, "left another block's data in the buffer"],
	["data.delete-absent", data.DeleteChangesItsMind, "said -ENOENT"],
	["data.wrong-length", data.ShortWriteAccepted, "a block has 1024 bytes) returned 0"],
	["data.out-of-range", data.IdCutTo32Bits, "write of block 4294967296 returned 0"],
	["data.guarded-buffers", data.ReadsBeyondBuffer, "access to bytes"],
	["data.guarded-buffers", data.ChangesWriteData, "read-only page"],
	["data.buffers-belong-to-caller", data.ChangesWriteData, "changed the caller's data"],
	["data.buffers-belong-to-caller", data.KeepsWriteBuffer, "bytes that no write"],
	["data.unaligned-buffers", data.UnalignedSwallowed, "after a write from an address + 1"],
	["batch.empty", bulk.EmptyBatchRefused, "returned -EINVAL"],
	["batch.read-after-write", bulk.BatchResultsPermuted, "misdirected"],
	["batch.duplicate-ids", bulk.FirstDuplicateWins, "(stale)"],
	["batch.large-batch", bulk.BatchBeyondRing, "after a write batch of 9"],
	["batch.partial-failure", bulk.BatchLies, "its first bad item has -ERANGE"],
	["batch.read-after-write", bulk.BatchStatusForgotten, "item 0 got no status"],
	["batch.after-failure", bulk.StaleBatchError, "returned -ERANGE; its first bad item has 0"],
	["lease.holds-contents", bulk.LeaseOfLiveBlock, "changed at byte"],
	["lease.exhaustion", bulk.LeasesWithoutEnd, "lease 7 of a pool of 6 returned 0"],
	["lease.errors", bulk.FailedLeaseKeepsBuffer, "-EAGAIN"],
	["lease.errors", bulk.ReleasesAnything, "release of a pointer into a lease returned 0"],
	["queue.completions-match", bulk.CompletionTwice, "which is not in flight"],
	["queue.completions-match", bulk.DepthIgnored, /queue of depth 1 took \d operations/],
	["stats.counters", telemetry.BatchCountsAsOne, "after batches write_operations is"],
	["stats.failures-not-successes", telemetry.FailuresAreSuccesses, "read_operations is"],
	["stats.used-bytes", telemetry.UsedGrowsWithOverwrites, "after 3 overwrites used_bytes"],
	["stats.latency", telemetry.LatencyMadeUp, "the longest took"],
	["metrics.plausible", telemetry.MetricsMadeUp, "read_iops is 125000"],
	["metrics.json", telemetry.MetricsNotANumber, "not JSON"],
	["health.healthy", telemetry.NeverHealthy, "check_health returned 0"],
	["log.drain", telemetry.LogsItsDrain, "did not empty the log"],
	["log.level", telemetry.LogLevelIgnored, "there is a line of level"],
	["fallback.same-data", telemetry.FallbackIsElsewhere, "through the fallback engine"],
	["swap.fencing", telemetry.NotFenced, "that another one took over from returned 0"],
	["swap.standby", telemetry.NotFenced, "returned 0"],
	["abi.last-error", telemetry.NothingSaid, 'bse_last_error says ""'],
];

function checkOf(id: string): Check {
	const check = conformanceChecks.find((one) => one.id === id);
	if (check === undefined) throw new Error(`no check ${id}`);
	return check;
}

/** Long enough for one defect in a thousand on a busy machine. */
const options = { budgetMs: 600, propertyRuns: 30 };
/** Shrinking must come to its end on a busy machine too. */
const patient = { budgetMs: 10_000, propertyRuns: 30 };

describe("a defective engine is caught by its check, in words", () => {
	test.each(seen)("%s", async (id, engine, words) => {
		const outcome = await runOnFake(checkOf(id), { ...options, engine });
		expect(["fail", "crashed"]).toContain(outcome.verdict);
		expect(outcome.message).toMatch(words);
	});
});

/** Defects of data that random sequences must find too, and shrink to next to nothing. */
const modelled: readonly (readonly [string, new (...parts: never[]) => FakeEngine, number])[] = [
	["data.model", data.StaleCache, 4],
	["data.model", data.StaleAfterDelete, 3],
	["data.model", data.ZerosDropped, 2],
	["data.model", data.TornSector, 3],
	["batch.model", bulk.FirstDuplicateWins, 2],
	["lease.model", bulk.LeaseOfLiveBlock, 5],
	["queue.model", bulk.QueueMisdirects, 3],
];

describe("random sequences find it too, and shrink it", () => {
	test.each(modelled)("%s", async (id, engine, operationsMost) => {
		const defect = engine as Defect;
		const outcome = await runOnFake(checkOf(id), { ...patient, engine: defect });
		if (outcome.verdict !== "fail") throw new Error(`${outcome.verdict}: ${outcome.message}`);
		const { counterexample = [], replay } = outcome.evidence ?? {};
		expect(counterexample.length).toBeGreaterThan(0);
		expect(counterexample.length).toBeLessThanOrEqual(operationsMost);
		// Seed and path lead straight to the same sequence and sentence.
		if (replay === undefined) throw new Error("no replay");
		const { seed, path: replayPath } = replay;
		const again = await runOnFake(checkOf(id), { ...patient, engine: defect, seed, replayPath });
		if (again.verdict !== "fail") throw new Error(`replay: ${again.verdict}`);
		expect(again.message).toBe(outcome.message);
		expect(again.evidence?.counterexample).toEqual(counterexample);
	});
});
