import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { Suites } from "../../contract/index.ts";
import { partsOf, readShard, shardOf } from "./plan-option.ts";
import { divided, withKnown } from "./plan-shards.ts";

const units = fc.uniqueArray(
	fc.record({ id: fc.stringMatching(/^[a-z]{1,6}$/), durationMs: fc.nat(10_000) }),
	{ selector: ({ id }) => id, minLength: 1, maxLength: 60 },
);

test("each unit is in one shard, whatever their order, and no shard is much longer than needed", () => {
	fc.assert(
		fc.property(units, fc.integer({ min: 1, max: 8 }), (all, count) => {
			const shards = divided(all, count);
			expect(shards).toHaveLength(count);
			expect(
				shards
					.flat()
					.map(({ id }) => id)
					.sort(),
			).toEqual(all.map(({ id }) => id).sort());
			expect(divided([...all].reverse(), count)).toEqual(shards);
			const times = shards.map((shard) => shard.reduce((sum, unit) => sum + unit.durationMs, 0));
			const total = times.reduce((sum, time) => sum + time, 0);
			const longest = Math.max(...all.map(({ durationMs }) => durationMs));
			expect(Math.max(...times)).toBeLessThanOrEqual(total / count + longest);
		}),
	);
});

test("known durations count, and scale the estimates of the others", () => {
	const all = ["a", "b", "c"].map((id) => ({ id, durationMs: 100 }));
	const known = withKnown(
		all,
		new Map([
			["a", 300],
			["b", 100],
		]),
	);
	expect(known.map(({ durationMs }) => durationMs)).toEqual([300, 100, 200]);
	expect(withKnown(all, new Map())).toEqual(all);
});

test("an empty shard and a shard that is none are refused", () => {
	const all = ["a", "b"].map((id) => ({ id, durationMs: 0 }));
	expect(partsOf(all, 2)).toHaveLength(2);
	expect(() => partsOf(all, 3)).toThrow("3 shards of 2");
	expect(readShard("2/4", undefined)).toEqual({ index: 2, count: 4 });
	for (const text of ["0/4", "5/4", "1/0", "1", "a/b", "1/4/2", "-1/4", "1/9999"]) {
		expect(() => readShard(text, undefined)).toThrow(`--shard ${text} is no shard`);
	}
});

const directory = mkdtempSync(join(tmpdir(), "assay-plan-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("a plan file says what the shards are, and is refused if it is of something else", () => {
	const checks = ["a", "b", "c"].map((id) => ({ id }));
	const selected = { victims: [], checks, workloads: [], swaps: [] } as unknown as Suites;
	const all = checks.map(({ id }) => ({ id, durationMs: 1 }));
	const planFile = join(directory, "plan.json");
	const put = (...shards: string[][]) => {
		const told = shards.map((ids, index) => ({ shard: `${index + 1}/${shards.length}`, ids }));
		writeFileSync(planFile, JSON.stringify({ kind: "plan", shards: told }));
	};
	const second = () => shardOf(selected, all, { index: 2, count: 2, planFile });
	put(["c"], ["a", "b"]);
	expect(second().checks.map(({ id }) => id)).toEqual(["a", "b"]);
	put(["c"], ["a"]);
	expect(second).toThrow("divides other checks, workloads or drills");
	put(["c"], ["a", "b", "b"]);
	expect(second).toThrow("divides other checks, workloads or drills");
	put(["c"], ["a"], ["b"]);
	expect(second).toThrow("has 3 shards, not 2");
	writeFileSync(planFile, "{");
	expect(second).toThrow("is no plan");
	expect(() => shardOf(selected, all, { index: 1, count: 2, planFile: "none" })).toThrow("none");
});
