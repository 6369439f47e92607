import { expect, test } from "bun:test";
import { join } from "node:path";
import { type RealOutcome, realBars } from "./real.ts";
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

test("real comparisons: a false FAIL, a PASS of a slow build and a long one are told", () => {
	const outcome = (delay: number, verdict: RealOutcome["verdict"]) => ({
		delay,
		verdict,
		seconds: 9,
	});
	const times = (count: number, each: RealOutcome) => Array<RealOutcome>(count).fill(each);
	const met = (outcomes: readonly RealOutcome[]) => realBars(outcomes).bars.map((bar) => bar.met);
	expect(realBars([])).toEqual({ lines: [], bars: [] });
	const quiet = [outcome(0, "pass"), outcome(0, "inconclusive"), outcome(0, "unfit")];
	expect(met(quiet)).toEqual([true, true]);
	expect(realBars(quiet).lines).toEqual([
		"real A/A: PASS 1, FAIL 0, INCONCLUSIVE 1, HOST-UNFIT 1 of 3",
	]);
	expect(met([...times(30, outcome(0, "pass")), outcome(0, "fail")])).toEqual([false, true]);
	const most = [...times(9, outcome(0.05, "fail")), outcome(0.05, "inconclusive")];
	expect(met(most)).toEqual([true, true, true]);
	expect(met([...most, outcome(0.05, "pass")])).toEqual([false, false, true]);
	expect(met([...times(9, outcome(0.1, "fail")), outcome(0.1, "unfit")])).toEqual([
		...[false, true],
		true,
	]);
	expect(met([{ ...outcome(0, "pass"), seconds: 301 }])).toEqual([true, false]);
});

test.each([
	[["--quick"], "--quick", 2],
	[["--real", "x"], '--real must be a whole number from 0, not "x"', 2],
	[["--simulated", "0", "--trend", "0", "--otava", "/nowhere/python"], "is no program", 3],
	[
		["--simulated", "0", "--trend", "0", "--histories", "0", "--real", "0"],
		"nothing was asked for",
		2,
	],
])("%j is refused, before anything is measured", (words, reason, code) => {
	const script = join(import.meta.dir, "..", "gates.ts");
	const child = Bun.spawnSync([process.execPath, script, ...words]);
	expect(child.stderr.toString()).toContain(reason);
	expect(child.stdout.toString()).toBe("");
	expect(child.exitCode).toBe(code);
});
