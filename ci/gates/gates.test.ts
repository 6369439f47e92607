import { expect, test } from "bun:test";
import { join } from "node:path";
import { barsOf, simulateAll } from "./simulated.ts";

test("a few of each kind: change-free ones do not fail, plain slow-downs do, and never pass", () => {
	const tallies = simulateAll(6, 3);
	expect(tallies).toHaveLength(9);
	for (const { verdicts, count, slower } of tallies) {
		expect(Object.values(verdicts).reduce((sum, each) => sum + each, 0)).toBe(count);
		if (slower > 0) expect(verdicts.pass ?? 0).toBe(0);
		else expect(verdicts.fail ?? 0).toBe(0);
	}
	expect(tallies.find(({ slower }) => slower === 0.1)?.verdicts.fail).toBeGreaterThan(4);
	expect(simulateAll(6, 3)).toEqual(tallies);
});

test("no bar is met over nothing, nor by a gate that sleeps or cries wolf", () => {
	expect(barsOf(simulateAll(0, 1)).some(({ met }) => met)).toBe(false);
	const all = simulateAll(1, 1);
	const always = (verdict: string) =>
		barsOf(all.map((tally) => ({ ...tally, verdicts: { [verdict]: 1 } }))).map(({ met }) => met);
	expect(always("fail")).toEqual([false, true, true, true]);
	expect(always("pass")).toEqual([true, false, false, false]);
});

test("an option that it doesn't know is refused", () => {
	const script = join(import.meta.dir, "..", "gates.ts");
	const child = Bun.spawnSync([process.execPath, script, "--quick"]);
	expect(child.stderr.toString()).toContain("--quick");
	expect(child.exitCode).toBe(3);
});
