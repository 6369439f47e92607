import { expect, test } from "bun:test";
import { formatCount, formatNs, formatRate, formatSeconds } from "./format.ts";

test("times have three figures and a unit", () => {
	expect([0, 52.4, 999, 1000, 80_000, 999_900, 2_100_000, 1.5e9].map(formatNs)).toEqual([
		"0 ns",
		"52.4 ns",
		"999 ns",
		"1.00 us",
		"80.0 us",
		"1.00 ms",
		"2.10 ms",
		"1.50 s",
	]);
});

test("rates have three figures", () => {
	expect([7, 950, 12_345, 999_900, 9_000_000].map(formatRate)).toEqual([
		"7.00",
		"950",
		"12.3 k",
		"1.00 M",
		"9.00 M",
	]);
});

test("what is absent is a dash, never zero", () => {
	expect([formatNs(undefined), formatRate(undefined), formatCount(undefined)]).toEqual([
		"-",
		"-",
		"-",
	]);
	expect([formatNs(Number.NaN), formatRate(Number.POSITIVE_INFINITY)]).toEqual(["-", "-"]);
	expect(formatCount(0)).toBe("0");
	expect(formatSeconds(61_250)).toBe("61.3 s");
});
