import { expect, test } from "bun:test";
import { addRun, describeSweep, type Sweep } from "./honest.ts";

test("a sweep tells its seeds, what was shown and what was not", () => {
	const sweep: Sweep = { runs: 0, checksPassed: 0, couldNotRun: 0, seedLast: 7, alarms: [] };
	addRun(sweep, { checksPassed: 90, couldNotRun: [], alarms: [] }, 7);
	expect(describeSweep(sweep, 7)).toBe(
		"honest engines: 1 runs over seed 7, 90 checks passed, 0 false alarms",
	);
	const alarm = { engine: "memory", check: "data.model", seed: 8, message: "m" };
	addRun(sweep, { checksPassed: 9, couldNotRun: ["faults.slow-device"], alarms: [alarm] }, 8);
	expect(describeSweep(sweep, 7)).toBe(
		"honest engines: 2 runs over seeds 7 to 8, 99 checks passed, 1 could not run, 1 false alarms",
	);
});
