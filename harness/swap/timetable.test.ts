import { expect, test } from "bun:test";
import { Timetable } from "./timetable.ts";

/** A clock that only sleeping and `work` move. */
function clock() {
	let now = 1000;
	return {
		nowMs: () => now,
		sleep: async (ms: number) => {
			now += ms;
		},
		work: (ms: number) => {
			now += ms;
		},
	};
}

test("each is due a period after the one before, whatever the ones before took", async () => {
	const { nowMs, sleep, work } = clock();
	const timetable = new Timetable(100, nowMs, sleep);
	const starts: number[] = [];
	for (const tookMs of [1, 9, 25, 1, 1, 1]) {
		await timetable.due();
		starts.push(nowMs());
		work(tookMs);
	}
	// The third took 25 ms: the fourth starts at once, and the fifth is where it would have been.
	expect(starts).toEqual([1000, 1010, 1020, 1045, 1046, 1050]);
	expect(timetable.late).toBe(1);
	expect(timetable.achievedPerSecond).toBe(100);
});

test("a rate that was not reached is told as it was", async () => {
	const { nowMs, sleep, work } = clock();
	const timetable = new Timetable(100, nowMs, sleep);
	for (let swap = 0; swap < 11; swap++) {
		await timetable.due();
		work(40);
	}
	expect(timetable.achievedPerSecond).toBe(25);
	expect(timetable.late).toBe(10);
});

test("one swap has no rate, and a rate of 0 is none", () => {
	const { nowMs } = clock();
	expect(new Timetable(100, nowMs).achievedPerSecond).toBeUndefined();
	expect(() => new Timetable(0, nowMs)).toThrow("above 0, not 0");
});
