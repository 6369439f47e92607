import { expect, test } from "bun:test";
import { cacheProbe, diskProbe, type HealthChange, HealthMonitor } from "./health.ts";

function monitor(options = diskProbe) {
	const changes: HealthChange[] = [];
	const state = { failure: undefined as string | undefined, asked: 0 };
	const probe = () => {
		state.asked++;
		return state.failure;
	};
	const health = new HealthMonitor(options, probe, (change) => changes.push(change));
	return { health, changes, state };
}

test("the disk is asked every 2 s and may fail twice, the cache every second and four times", () => {
	for (const [options, periodMs, borne] of [
		[diskProbe, 2000, 2],
		[cacheProbe, 1000, 4],
	] as const) {
		const { health, changes, state } = monitor(options);
		state.failure = "no answer";
		for (let probe = 0; probe < borne; probe++) health.tick(probe * periodMs);
		expect({ asked: state.asked, degraded: health.degraded }).toEqual({
			asked: borne,
			degraded: false,
		});
		expect(health.tick(borne * periodMs - 1)).toBe(false);
		expect(health.tick(borne * periodMs)).toBe(true);
		expect(health.degraded).toBe(true);
		const reason = `${borne + 1} failures in a row, the last one: no answer`;
		const change = { probe: options.name, to: "degraded", reason, atMs: borne * periodMs } as const;
		expect(changes).toEqual([change]);
	}
});

test("one success between failures starts the count again", () => {
	const { health, state } = monitor();
	for (let probe = 0; probe < 20; probe++) {
		state.failure = probe % 3 === 2 ? undefined : "no answer";
		health.tick(probe * 2000);
	}
	expect(health.degraded).toBe(false);
});

test("degraded is told once, and recovered at the first success", () => {
	const { health, changes, state } = monitor();
	state.failure = "no answer";
	for (let probe = 0; probe < 10; probe++) health.tick(probe * 2000);
	state.failure = undefined;
	health.tick(20_000);
	health.tick(22_000);
	expect(changes.map(({ to }) => to)).toEqual(["degraded", "recovered"]);
	expect(changes[1]?.reason).toBe("healthy again after 10 failures");
	expect(health.degraded).toBe(false);
});

test("what was missed is not made up for, and a late tick does not shift the next one", () => {
	const { health, state } = monitor();
	health.tick(0);
	health.tick(7500);
	expect(state.asked).toBe(2);
	expect(health.tick(7999)).toBe(false);
	expect(health.tick(8000)).toBe(true);
});

test("a probe that throws has failed", () => {
	const changes: HealthChange[] = [];
	const probe = () => {
		throw new Error("crashed");
	};
	const options = { name: "disk", periodMs: 10, failureThreshold: 1 };
	new HealthMonitor(options, probe, (change) => changes.push(change)).tick(0);
	expect(changes[0]?.reason).toContain("crashed");
});

test("periods and thresholds that mean nothing are refused", () => {
	const make = (changes: object) => () =>
		new HealthMonitor({ ...diskProbe, ...changes }, () => undefined);
	expect(make({ periodMs: 0 })).toThrow("a period above 0 ms");
	expect(make({ failureThreshold: 0 })).toThrow("a threshold of 1 or more");
	expect(make({ failureThreshold: 1.5 })).toThrow("a threshold of 1 or more");
});
