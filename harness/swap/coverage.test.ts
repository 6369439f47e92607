import { expect, test } from "bun:test";
import { Coverage, isHeldAt, placeOf } from "./coverage.ts";

const write = { operation: "write", stage: "submitted" } as const;
const flush = { operation: "flush", stage: "acknowledged" } as const;

test("every operation at every stage, of each engine that is replaced", () => {
	expect(new Coverage(["a", "b"], ["write", "flush"]).reachable).toBe(16);
	// A reload replaces one and the same.
	expect(new Coverage(["a", "a"], ["write", "flush"]).reachable).toBe(8);
});

test("only what was met is covered, and only of that engine", () => {
	const coverage = new Coverage(["a", "b"], ["write", "flush"]);
	coverage.note("a", [placeOf(write), placeOf(write), placeOf(flush)]);
	expect(coverage.missed).toHaveLength(14);
	expect(coverage.missed).not.toContain("a: write submitted");
	expect(coverage.missed).toContain("b: write submitted");
	expect(coverage.counts["a: write submitted"]).toBe(2);
});

test("a place that was never announced, and an operation not asked for, cover nothing", () => {
	const coverage = new Coverage(["a"], ["write"]);
	coverage.note("a", [0, placeOf(flush), 0x0900, 0x0105]);
	expect(coverage.missed).toHaveLength(4);
});

test("clients are sent where no swap has met them", () => {
	const coverage = new Coverage(["a"], ["write"]);
	const first = coverage.next("a", 2);
	expect(first).toHaveLength(2);
	coverage.note("a", first.map(placeOf));
	const second = coverage.next("a", 2);
	expect(second.map(({ stage }) => stage)).toEqual(["completed", "acknowledged"]);
	coverage.note("a", second.map(placeOf));
	expect(coverage.missed).toEqual([]);
});

test("a client that passes by is not held", () => {
	const place = placeOf(write);
	expect(isHeldAt(place, place)).toBe(false);
	expect(isHeldAt((place | 0x8000_0000) >>> 0, place)).toBe(true);
	expect(isHeldAt((placeOf(flush) | 0x8000_0000) >>> 0, place)).toBe(false);
});
