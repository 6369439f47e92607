import { expect, test } from "bun:test";
import { createRandom } from "./random.ts";
import { couldBeTheHost, reachOf } from "./reach.ts";
import { type Pace, Schedule } from "./schedule.ts";

function starts(schedule: Schedule, count: number): number[] {
	return Array.from({ length: count }, () => {
		const { dueNs } = schedule;
		schedule.advance();
		return dueNs;
	});
}

test("fixed: threads take turns at equal distances, and the rate is exact after 10^6 calls", () => {
	const threads = [0, 1, 2].map((thread) => new Schedule("fixed", thread, 3, createRandom(1)));
	for (const schedule of threads) schedule.begin(5e15, 6e15, 30_000);
	const all = threads.flatMap((schedule) => starts(schedule, 1_000_000)).toSorted((a, b) => a - b);
	const apartNs = 1e9 / 30_000;
	for (const index of [0, 1, 2, 3, 10_000, 2_999_999]) {
		expect(Math.abs((all[index] as number) - 5e15 - index * apartNs)).toBeLessThanOrEqual(2);
	}
});

test("poisson: distances are exponential, their sum is the rate, over all threads", () => {
	const threads = [0, 1].map(
		(thread) => new Schedule("poisson", thread, 2, createRandom(7, thread)),
	);
	for (const schedule of threads) schedule.begin(0, 1e9, 1e6);
	const all = threads.flatMap((schedule) => starts(schedule, 100_000)).toSorted((a, b) => a - b);
	const distances = all.slice(1, 150_000).map((at, index) => at - (all[index] as number));
	const mean = distances.reduce((sum, each) => sum + each, 0) / distances.length;
	expect(mean).toBeGreaterThan(990);
	expect(mean).toBeLessThan(1010);
	// Memoryless: the share beyond k means is e^-k; five standard deviations of a share.
	for (const k of [0.1, 0.5, 1, 2, 4]) {
		const share = distances.filter((each) => each > k * 1000).length / distances.length;
		const expected = Math.exp(-k);
		const deviation = Math.sqrt((expected * (1 - expected)) / distances.length);
		expect(Math.abs(share - expected)).toBeLessThan(5 * deviation);
	}
});

test("a call is due from its start on, and none after the end however late it is", () => {
	const schedule = new Schedule("fixed", 0, 1, createRandom(1));
	schedule.begin(0, 1e9, 10);
	expect(schedule.isDue(0)).toBe(true);
	schedule.advance();
	expect([99e6, 100e6, 5e9].map((now) => schedule.isDue(now))).toEqual([false, true, true]);
	starts(schedule, 9);
	expect(schedule.dueNs).toBe(1e9);
	expect(schedule.isDue(5e9)).toBe(false);
});

test("what was due and not issued is counted, and waited for only after a stall", () => {
	const schedule = new Schedule("fixed", 0, 1, createRandom(1));
	schedule.begin(0, 1e9, 1000);
	starts(schedule, 400);
	schedule.caughtUpNs = 0.4e9;
	schedule.close();
	expect(schedule.owes(1e9)).toBe(false);
	expect(schedule.pace()).toMatchObject({ unissued: 600, lagNs: 0.6e9 });

	schedule.begin(0, 1e9, 1000);
	starts(schedule, 900);
	schedule.caughtUpNs = 0.9e9;
	schedule.close();
	expect(schedule.owes(1e9)).toBe(true);
	expect(schedule.owes(3e9)).toBe(false);
	starts(schedule, 100);
	expect(schedule.owes(1e9)).toBe(false);
	expect(schedule.pace()).toMatchObject({ unissued: 0, lagNs: 0.1e9 });
});

const good: Pace = { startNs: 100, endNs: 1100, caughtUpNs: 1090, lagNs: 0, unissued: 0 };

test.each<[string, Partial<Pace>[]]>([
	["kept-up", [{}]],
	// A stall in the last tenth whose backlog was worked off afterwards.
	["kept-up", [{ caughtUpNs: 1000, lagNs: 100 }]],
	["at-the-edge", [{ caughtUpNs: 300, lagNs: 5 }]],
	["fell-behind", [{ caughtUpNs: 300, lagNs: 50, unissued: 7 }]],
	["cut-off", [{ caughtUpNs: 1000, lagNs: 100, unissued: 7 }]],
	["fell-behind", [{}, { caughtUpNs: 100, lagNs: 500, unissued: 7 }, {}]],
])("%s: %j", (kind, changes) => {
	const reach = reachOf(changes.map((change) => ({ ...good, ...change })));
	expect(reach.kind).toBe(kind as typeof reach.kind);
});

test.each([
	// Asked for 4000/s. Nothing waited: it was the engine.
	[false, 0, 0.5, 2000],
	[false, 0.05, 0.02, 3900],
	// Half of the time lost, and half of the rate done; or behind by as much as was lost.
	[true, 0.5, 0.5, 2000],
	[true, 0.2, 0.2, 100],
	// Lost some, and still far from it.
	[false, 0.2, 0.9, 400],
])("the host's fault: %p with %d of the time lost, %d behind, %d/s done", (is, wait, lag, done) => {
	expect(couldBeTheHost(wait, { lagShare: lag }, done, 4000)).toBe(is);
});
