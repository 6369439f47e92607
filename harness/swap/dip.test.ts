import { expect, test } from "bun:test";
import { measureDip } from "./dip.ts";

const steady = (length: number, perMs = 10): number[] => new Array<number>(length).fill(perMs);

test("no dip where nothing slows down", () => {
	expect(measureDip(steady(300), 100, 300)).toEqual({ depth: 0, backMs: 5, beforePerMs: 10 });
});

test("a gap of 20 ms is a whole dip, and back when the rate is", () => {
	const timeline = steady(300);
	timeline.fill(0, 100, 120);
	const dip = measureDip(timeline, 100, 300);
	expect(dip?.depth).toBe(1);
	expect(dip?.backMs).toBe(25);
});

test("half the rate is half a dip; a rate that never comes back has no time back", () => {
	const timeline = steady(300);
	timeline.fill(5, 100, 300);
	expect(measureDip(timeline, 100, 300)).toEqual({
		depth: 0.5,
		backMs: undefined,
		beforePerMs: 10,
	});
});

test("one fast window between slow ones is not back", () => {
	const timeline = steady(300);
	timeline.fill(0, 100, 110);
	timeline.fill(0, 115, 130);
	expect(measureDip(timeline, 100, 300)?.backMs).toBe(35);
});

test("a time line goes round", () => {
	const timeline = steady(200);
	timeline.fill(0, 50, 70);
	expect(measureDip(timeline, 250, 390)?.backMs).toBe(25);
});

test("what can't be computed is absent", () => {
	expect(measureDip(steady(300), 10, 300)).toBeUndefined();
	expect(measureDip(steady(300), 100, 105)).toBeUndefined();
	expect(measureDip(steady(300, 0), 100, 300)).toBeUndefined();
});
