import { expect, test } from "bun:test";
import { overlapShare } from "./client-overlap.ts";

const client = (...intervals: [number, number][]) => ({
	rows: intervals.length,
	start: Float64Array.from(intervals, ([start]) => start),
	end: Float64Array.from(intervals, ([, end]) => end),
});

test("no operations overlap nothing", () => {
	expect(overlapShare([])).toBe(0);
	expect(overlapShare([client(), client()])).toBe(0);
});

test("clients one after the other do not overlap, and none overlaps itself", () => {
	expect(overlapShare([client([0, 5], [1, 6]), client([7, 8])])).toBe(0);
});

test("what begins inside of another client's operation counts, the other one does not", () => {
	expect(overlapShare([client([0, 10]), client([1, 2], [3, 4], [20, 21])])).toBe(0.5);
	expect(overlapShare([client([1, 2], [11, 12]), client([0, 10])])).toBeCloseTo(1 / 3);
});

test("an operation without an end is not under way for ever", () => {
	expect(overlapShare([client([0, Infinity]), client([5, 6])])).toBe(0);
});
