import { expect, test } from "bun:test";
import fc from "fast-check";
import { partsOf, readShard } from "./plan-option.ts";
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
