/** Known answers: windows whose range and slope can be worked out by hand. */
import { expect, test } from "bun:test";
import { steadyEpisodes, steadyText, windowAt } from "./steady.ts";

test("fewer rounds than a window are no window", () => {
	expect(windowAt([1, 1, 1, 1], 3)).toBeUndefined();
	expect(windowAt([1, 1, 1, 1, 1], 3)).toBeUndefined();
	expect(windowAt([1, 1, 1, 1, 1], 5)).toBeUndefined();
});

test.each([
	["constant", [100, 100, 100, 100, 100], 100, 0, 0, true],
	// y = 96 + 2 x: rises by 8 over the window, 8 % of 100.
	["a line of 8 %", [96, 98, 100, 102, 104], 100, 0.08, 0.08, true],
	// y = 94 + 3 x: by 12 %.
	["a line of 12 %", [94, 97, 100, 103, 106], 100, 0.12, 0.12, false],
	["a falling line of 12 %", [106, 103, 100, 97, 94], 100, 0.12, -0.12, false],
	// Symmetric: no slope, but a range of 20 and 22 %.
	["a peak of 20 %", [96, 96, 116, 96, 96], 100, 0.2, 0, true],
	["a peak of 22 %", [95.6, 95.6, 117.6, 95.6, 95.6], 100, 0.22, 0, false],
	// Sum of (x - 2) y = -2*90 - 95 + 105 + 2*110 = 50; by 10: 5 a round, 20 % over the window.
	["a range of 20 %, all slope", [90, 95, 100, 105, 110], 100, 0.2, 0.2, false],
	// -2*105 - 91 + 109 + 2*95 = -2; by 10: -0.2 a round, -0.8 %.
	["a zigzag of 18 %", [105, 91, 100, 109, 95], 100, 0.18, -0.008, true],
	["nothing at all", [0, 0, 0, 0, 0], 0, Number.NaN, Number.NaN, false],
])("%s", (_, values, average, rangeShare, slopeShare, isSteady) => {
	const window = windowAt(values, 4);
	expect(window).toMatchObject({ firstRound: 0, lastRound: 4, average, isSteady });
	if (Number.isNaN(rangeShare)) return expect(window?.rangeShare).toBeNaN();
	expect(window?.rangeShare).toBeCloseTo(rangeShare, 12);
	expect(window?.slopeShare).toBeCloseTo(slopeShare, 12);
});

test("a fresh drive that slows down: entered when the window is past the fall", () => {
	const values = [300, 250, 180, 120, 104, 101, 100, 99, 101, 100, 100];
	// [104 101 100 99 101] is the first with range and slope within.
	expect(steadyEpisodes(values)).toEqual([{ enteredRound: 8 }]);
	expect(steadyText(values)).toStartWith("Steady state since round 9 (");
});

test("left by a step, entered again once the window is past it", () => {
	const values = [...Array(6).fill(100), ...Array(7).fill(60)];
	expect(steadyEpisodes(values)).toEqual([{ enteredRound: 4, leftRound: 6 }, { enteredRound: 10 }]);
	const left = values.slice(0, 8);
	expect(steadyText(left)).toContain("reached in round 5 and left in round 7");
});

test("never steady, and no round at all", () => {
	const values = Array.from({ length: 25 }, (_, round) => 100 * 0.95 ** round);
	expect(steadyEpisodes(values)).toEqual([]);
	expect(steadyText(values)).toContain("not reached in 25 rounds");
	expect(steadyEpisodes([])).toEqual([]);
	expect(steadyText([])).toContain("only 0 of 5 rounds");
});

test("a rule of another standard", () => {
	const strict = { windowRounds: 3, rangeShareMax: 0.01, slopeShareMax: 0.01 };
	expect(windowAt([50, 100, 101, 100], 3, strict)?.isSteady).toBe(true);
	expect(windowAt([50, 100, 103, 100], 3, strict)?.isSteady).toBe(false);
});
