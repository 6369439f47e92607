import { failingVerdicts } from "../../results/schema/index.ts";
import { type AssayRunner, recordOf, runAssay } from "./assay.ts";

/** An honest engine that failed something, or a run that shows nothing. */
export interface FalseAlarm {
	readonly engine: string;
	readonly check: string;
	readonly seed: number;
	readonly message: string;
}

export interface HonestRun {
	readonly checksPassed: number;
	readonly couldNotRun: readonly string[];
	readonly alarms: readonly FalseAlarm[];
}

/** Honest runs together: the figure that is printed. */
export interface Sweep {
	runs: number;
	checksPassed: number;
	couldNotRun: number;
	/** Begun, at least: an interrupted sweep has not done all of it. */
	seedLast: number;
	readonly alarms: FalseAlarm[];
}

export function addRun(sweep: Sweep, run: HonestRun, seed: number): void {
	sweep.runs += 1;
	sweep.seedLast = Math.max(sweep.seedLast, seed);
	sweep.checksPassed += run.checksPassed;
	sweep.couldNotRun += run.couldNotRun.length;
	sweep.alarms.push(...run.alarms);
}

export function describeSweep(sweep: Sweep, seedFirst: number): string {
	const { runs, checksPassed, couldNotRun, seedLast, alarms } = sweep;
	const range = seedLast <= seedFirst ? `seed ${seedFirst}` : `seeds ${seedFirst} to ${seedLast}`;
	const skipped = couldNotRun > 0 ? `, ${couldNotRun} could not run` : "";
	return `honest engines: ${runs} runs over ${range}, ${checksPassed} checks passed${skipped}, ${alarms.length} false alarms`;
}

/** Every check of the profile on one honest engine, and the drills if it can be swapped. */
export async function runHonest(
	runner: AssayRunner,
	file: string,
	seed: number,
): Promise<HonestRun> {
	const runs = [await runFamily(runner, "test", file, seed)];
	if (runs[0]?.canSwap) runs.push(await runFamily(runner, "swap", file, seed));
	return {
		checksPassed: runs.reduce((sum, { checksPassed }) => sum + checksPassed, 0),
		couldNotRun: runs.flatMap(({ couldNotRun }) => couldNotRun),
		alarms: runs.flatMap(({ alarms }) => alarms),
	};
}

async function runFamily(
	runner: AssayRunner,
	command: "test" | "swap",
	file: string,
	seed: number,
): Promise<HonestRun & { canSwap: boolean }> {
	const words = [command, file, "--profile", "quick", "--seed", String(seed), "--json"];
	const run = await runAssay(runner, [...words, "--no-history", "--out", runner.out]);
	const record = recordOf(run);
	if (typeof record === "string") {
		const alarm = { engine: file, check: command, seed, message: record };
		return { checksPassed: 0, couldNotRun: [], alarms: [alarm], canSwap: false };
	}
	const [engine] = record.engines;
	const results = record.engines.flatMap(({ checks, swaps }) => [...checks, ...swaps]);
	const alarms: FalseAlarm[] = [
		...results
			.filter(({ verdict }) => failingVerdicts.has(verdict))
			.map(({ id, verdict, message }) => ({ check: id, message: `${verdict}: ${message}` })),
		...record.errors.map(({ where, message }) => ({ check: where, message: `error: ${message}` })),
	].map((alarm) => ({ engine: engine?.name ?? file, seed, ...alarm }));
	const couldNotRun = results.filter(({ verdict }) => verdict === "could-not-run");
	const passed = results.filter(({ verdict }) => verdict === "pass");
	// Inconclusive is no accusation: a rig was missing, or the machine too busy to judge a stall.
	const expected = passed.length > 0 ? [0, 3] : [0];
	if (alarms.length === 0 && !expected.includes(run.exitCode)) {
		const gates = record.gates.filter(({ result }) => result !== "pass");
		const message = `exit code ${run.exitCode}: ${gates.map((gate) => gate.message).join("; ")}`;
		alarms.push({ engine: engine?.name ?? file, check: command, seed, message });
	}
	return {
		checksPassed: passed.length,
		couldNotRun: couldNotRun.map(({ id }) => id),
		alarms,
		canSwap: engine?.capabilities.includes("swap") ?? false,
	};
}
