import { afterEach, expect, test } from "bun:test";
import { calibrateClock, clockNs } from "./clock.ts";
import { monotonicNs } from "./process.ts";

afterEach(() => {
	calibrateClock();
});

/** Difference of the clocks, as tight as it can be read on a busy machine. */
function apartNs(): number {
	let tightest = Number.POSITIVE_INFINITY;
	let apart = 0;
	for (let i = 0; i < 1000; i++) {
		const before = monotonicNs();
		const now = clockNs();
		const after = monotonicNs();
		if (after - before >= tightest) continue;
		tightest = after - before;
		apart = now - (before + after) / 2;
	}
	return apart;
}

test.each([true, false])(
	"keeps CLOCK_MONOTONIC's time, with the counter allowed: %p",
	(allowed) => {
		const facts = calibrateClock(allowed);
		if (!allowed) expect(facts).toEqual({ source: "monotonic", nsPerTick: 1 });
		expect(Math.abs(apartNs())).toBeLessThan(20_000);
		const startNs = monotonicNs();
		while (monotonicNs() - startNs < 50e6);
		// 20 us after 50 ms: 400 parts in a million, where calibration is good for 10.
		expect(Math.abs(apartNs())).toBeLessThan(20_000);
	},
);

test("never goes back", () => {
	calibrateClock();
	let last = clockNs();
	for (let i = 0; i < 100_000; i++) {
		const now = clockNs();
		expect(now >= last).toBe(true);
		last = now;
	}
});
