import { expect, test } from "bun:test";
import { type LevelChange, WaterLevel } from "./water-level.ts";

const all = (share: number) => ({ memory: share, threads: share, pool: share });

function level(options = {}) {
	const changes: LevelChange[] = [];
	const water = new WaterLevel(options, (change) => changes.push(change));
	return { water, changes };
}

test("memory counts for 0.4, threads and pool for 0.3 each", () => {
	const { water } = level();
	expect(water.score({ memory: 1, threads: 0, pool: 0 })).toBeCloseTo(40);
	expect(water.score({ memory: 0, threads: 1, pool: 0 })).toBeCloseTo(30);
	expect(water.score({ memory: 0, threads: 0, pool: 1 })).toBeCloseTo(30);
	expect(water.score(all(1))).toBeCloseTo(100);
	expect(water.score(all(0))).toBe(0);
});

test("85 is degraded, and a level that swings around it does not change each time", () => {
	const { water, changes } = level();
	water.note(all(0.849), 1);
	expect(water.degraded).toBe(false);
	water.note(all(0.85), 2);
	expect(water.degraded).toBe(true);
	for (let at = 3; at < 10; at++) water.note(all(at % 2 ? 0.84 : 0.86), at);
	expect(changes).toHaveLength(1);
	water.note(all(0.79), 11);
	expect(water.degraded).toBe(false);
	expect(changes.map(({ to, atMs }) => [to, atMs])).toEqual([
		["degraded", 2],
		["recovered", 11],
	]);
	expect(changes[0]?.reason).toBe("level 85.0, from 85 on: memory 85 %, threads 85 %, pool 85 %");
});

test("weights and threshold are the caller's", () => {
	const { water } = level({ weights: { memory: 0, threads: 0, pool: 1 }, threshold: 50 });
	water.note({ memory: 1, threads: 1, pool: 0.4 }, 0);
	expect(water.degraded).toBe(false);
	water.note({ memory: 0, threads: 0, pool: 0.5 }, 0);
	expect(water.degraded).toBe(true);
});

test("without a hysteresis it recovers just below the threshold, and never at it", () => {
	const { water } = level({ hysteresis: 0 });
	water.note(all(0.85), 0);
	water.note(all(0.85), 1);
	expect(water.degraded).toBe(true);
	water.note(all(0.84), 2);
	expect(water.degraded).toBe(false);
});

test("what is no share, no weight, no threshold is refused", () => {
	expect(() => level().water.score(all(1.01))).toThrow("memory in use is a share");
	expect(() => level().water.score({ ...all(0), pool: Number.NaN })).toThrow("pool in use");
	expect(() => level({ weights: all(0.5) })).toThrow("add up to 1");
	expect(() => level({ weights: { memory: 1.5, threads: -0.5, pool: 0 } })).toThrow("negative");
	expect(() => level({ threshold: 0 })).toThrow("a threshold");
	expect(() => level({ hysteresis: 90 })).toThrow("a hysteresis");
});
