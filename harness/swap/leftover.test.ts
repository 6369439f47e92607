import { expect, test } from "bun:test";
import { leftovers } from "./leftover.ts";

/** 40 swaps between two engines that hold 10 and 12 descriptors. */
function samples(
	each: (swap: number) => Partial<Record<"descriptors" | "threads" | "maps", number>>,
) {
	return Array.from({ length: 40 }, (_, swap) => ({
		serving: swap % 2 === 0 ? "a" : "b",
		residentBytes: 1e7,
		descriptors: swap % 2 === 0 ? 10 : 12,
		threads: 9,
		maps: 40,
		...each(swap),
	}));
}

test("engines that hold different numbers leave nothing behind", () => {
	expect(leftovers(samples(() => ({})))).toEqual([]);
});

test("a descriptor, thread or map at every swap, or at every other one, is seen", () => {
	expect(leftovers(samples((swap) => ({ descriptors: 10 + swap })))[0]).toContain("descriptors");
	expect(leftovers(samples((swap) => ({ threads: 9 + (swap >> 1) })))[0]).toContain("threads");
	expect(leftovers(samples((swap) => ({ maps: 40 + 2 * swap })))[0]).toContain("maps");
});

test("the runtime's own threads, which come once or come and go, are no leak", () => {
	expect(leftovers(samples((swap) => ({ threads: swap > 20 ? 13 : 9 })))).toEqual([]);
	expect(leftovers(samples((swap) => ({ threads: swap % 7 === 0 ? 20 : 9 })))).toEqual([]);
});

test("no samples, no finding", () => {
	expect(leftovers([])).toEqual([]);
	expect(leftovers(samples(() => ({})).slice(0, 3))).toEqual([]);
});
