import { expect, setDefaultTimeout, test } from "bun:test";
import { sweepCuts } from "./fixtures/cut-sweep.ts";

// A process for each cut, on a busy machine.
setDefaultTimeout(300_000);

test("cut at every step of a change, the old or the new catalogue is there, whole", async () => {
	const result = await sweepCuts("all");
	expect(result.broken).toEqual([]);
	expect(Object.keys(result.steps)).toEqual(["publish-new", "publish-known", "roll-back"]);
	expect(result.cuts).toBe(Object.values(result.steps).reduce((sum, each) => sum + each, 0));
	expect(result.old + result.new).toBe(result.cuts);
	// Before the rename of `current` the old one, after it the new one: both were met.
	expect(result.old).toBeGreaterThan(20);
	expect(result.new).toBeGreaterThan(2);
});

test("the sweep sees a change that is not atomic", async () => {
	const { broken, cuts, steps } = await sweepCuts("all", ["careless"]);
	expect([cuts, steps]).toEqual([3, { careless: 3 }]);
	expect(broken).toEqual(["careless, step 1: there is no current snapshot"]);
});
