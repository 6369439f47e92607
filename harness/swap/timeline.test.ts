import { expect, test } from "bun:test";
import { timelineOf } from "./timeline.ts";

test("every acknowledgement is in one bin, but for a last bin that is cut short", () => {
	const perMs = new Uint32Array(2048).fill(0).map((_, ms) => ms % 7);
	const found = timelineOf(perMs, 901.5, [10.04, 600]);
	expect(found?.binMs).toBe(4);
	expect(found?.acknowledged).toHaveLength(225);
	const sum = perMs.subarray(0, 900).reduce((total, count) => total + count, 0);
	expect(found?.acknowledged.reduce((total, count) => total + count, 0)).toBe(sum);
	expect(found?.handOversMs).toEqual([10, 600]);
});

test("a short drill has a bin a millisecond; one that went round has none", () => {
	expect(timelineOf([1, 2, 3, 4], 3, [])).toEqual({
		...{ binMs: 1, acknowledged: [1, 2, 3], handOversMs: [] },
	});
	expect(timelineOf([1, 2, 3, 4], 5, [])).toBeUndefined();
	expect(timelineOf([1, 2, 3, 4], 0, [])).toBeUndefined();
	expect(timelineOf([1, 2, 3, 4], Number.NaN, [])).toBeUndefined();
});

test("coarser cells of time stay whole: a bin is some of them", () => {
	const counts = new Int32Array(1000).fill(3);
	const found = timelineOf(counts, 8 * 650 + 7, [8], 8);
	expect(found).toMatchObject({ binMs: 24, handOversMs: [8] });
	expect(found?.acknowledged).toEqual(new Array(216).fill(9));
});
