import { describe, expect, test } from "bun:test";
import type { RunRecord } from "../../../results/schema/index.ts";
import { sampleCheck, sampleEngine, sampleRecord } from "../../../results/schema/sample.ts";
import { judge, profiles } from "../../gate/index.ts";
import { type Joined, joined } from "./merge-records.ts";

const ids = ["data.a", "data.b", "data.c", "data.d"];
const whole = { checks: ids, workloads: [], swaps: [] };
const now = Date.parse("2026-01-02T04:00:00Z");

function engineWith(checks: readonly string[]) {
	return sampleEngine({ checks: checks.map((id) => sampleCheck(id)), workloads: [], swaps: [] });
}

/** Of four checks in two parts. */
function part(index: number, changes: Partial<RunRecord> = {}) {
	const own = ids.slice(index * 2 - 2, index * 2);
	const record = sampleRecord({
		plan: { ...whole, checks: own },
		engines: [engineWith(own)],
		shard: { index, count: 2, whole },
		...changes,
	});
	return { name: `part-${index}`, record };
}

function demandJoined(result: Joined | string): Joined {
	if (typeof result === "string") throw new Error(result);
	return result;
}

describe("joined", () => {
	test("two parts are the run that they are parts of, in either order", () => {
		const unsharded = sampleRecord({ plan: whole, engines: [engineWith(ids)] });
		const expected = judge(unsharded, profiles.quick);
		expect(expected.verdict).toBe("pass");
		for (const given of [
			[part(1), part(2)],
			[part(2), part(1)],
		]) {
			const { record, missing, notes } = demandJoined(joined(given, now));
			expect(judge(record, profiles.quick)).toEqual(expected);
			expect([record.plan, record.engines]).toEqual([unsharded.plan, unsharded.engines]);
			expect([missing, notes]).toEqual([[], []]);
			expect(record.shard).toBeUndefined();
			expect(record.parts?.map(({ shard }) => shard)).toEqual(["1/2", "2/2"]);
		}
	});

	test("a missing part is named and never a pass; a failure in another one stays one", () => {
		const alone = demandJoined(joined([part(2)], now));
		expect(alone.missing).toEqual([1]);
		expect(judge(alone.record, profiles.quick).verdict).toBe("inconclusive");
		const engine = sampleEngine({ checks: [sampleCheck("data.a", "fail")], workloads: [] });
		const failed = demandJoined(joined([part(1, { engines: [engine] })], now));
		expect(judge(failed.record, profiles.quick).verdict).toBe("fail");
	});

	test("an interrupted part makes the whole one incomplete, an error one an error", () => {
		const cut = demandJoined(joined([part(1), part(2, { complete: false })], now));
		expect(judge(cut.record, profiles.quick).verdict).toBe("inconclusive");
		const errors = [{ where: "nvme data.c", message: "no room" }];
		const broken = demandJoined(joined([part(1), part(2, { errors })], now));
		expect(judge(broken.record, profiles.quick).verdict).toBe("error");
	});

	test("parts of different runs are refused with what differs", () => {
		const other = { ...engineWith(["data.c", "data.d"]), digest: "ee".repeat(32) };
		for (const [changes, what] of [
			[{ seed: 43 }, "seed"],
			[{ assayVersion: "0.2.0" }, "version of Assay"],
			[{ profile: "ci" }, "profile"],
			[{ engines: [other] }, "engine digests"],
			[{ engines: [] }, "engines"],
			[{ options: { engineConfig: '{"queue_depth":4}' } }, "option engineConfig"],
			[{ shard: { index: 2, count: 3, whole } }, "count of shards"],
			[{ shard: { index: 2, count: 2, whole: { ...whole, checks: ["data.a"] } } }, "plan"],
		] as const) {
			const told = joined([part(1), part(2, changes as Partial<RunRecord>)], now);
			expect(told).toContain(`part-1 and part-2 differ in their ${what}`);
		}
	});

	test("what is there twice, or was never a part, is refused", () => {
		expect(joined([part(1), part(1)], now)).toContain("are both shard 1/2");
		const same = part(2, { plan: { ...whole, checks: ["data.b"] } });
		expect(joined([part(1), same], now)).toContain("both have data.b");
		expect(joined([{ name: "all", record: sampleRecord() }], now)).toContain("all is a whole run");
		expect(joined([], now)).toContain("no record");
	});

	test("clocks that disagree and different hosts are said", () => {
		const { host } = sampleRecord();
		const later = { endedAt: "2026-01-02T07:00:00.000Z", host: { ...host, hostname: "lab-2" } };
		const { notes } = demandJoined(joined([part(1), part(2, later)], now));
		expect(notes).toEqual([
			expect.stringContaining("2 hosts (lab-1, lab-2)"),
			expect.stringContaining("clocks disagree: part-2 ended 180 min from now"),
		]);
		const back = { endedAt: "2026-01-02T03:00:00.000Z" };
		expect(demandJoined(joined([part(1, back)], now)).notes[0]).toContain("set back");
	});

	test("what went on beside a part without a swap excuses no stall of another part", () => {
		const swaps = [{ id: "swap.s", from: "nvme", to: "nvme", count: 1 }];
		const swapping = part(2, {
			plan: { ...whole, checks: ["data.c"], swaps },
			noise: { stealPercent: 1 },
		});
		const loud = part(1, { noise: { stealPercent: 50 } });
		expect(demandJoined(joined([loud, swapping], now)).record.noise).toEqual({ stealPercent: 1 });
		const calm = part(2, { noise: { stealPercent: 1, loadAverage: 2 } });
		const worst = { stealPercent: 50, loadAverage: 2 };
		expect(demandJoined(joined([loud, calm], now)).record.noise).toEqual(worst);
	});
});
