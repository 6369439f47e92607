import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import CliTable3 from "cli-table3";
import { runStep, type Step, type StepResult } from "./test-steps.ts";

/**
 * `npm test`: everything that must hold before a change goes in. A step's output is shown only when
 * it fails; the last line is always "N passed, N failed, N skipped". ASSAY_REQUIRE_RIGS=1 (set by
 * .ci/run) counts a test that was skipped, for want of a rig, as failed.
 */
const root = resolve(import.meta.dir, "..");
const bin = `${root}/node_modules/.bin`;
const junit = `${root}/build/test-results/junit.xml`;
const minute = 60_000;
const wholeMatrix = process.env.ASSAY_WHOLE_MATRIX === "1";

const steps: readonly Step[] = [
	{ name: "types", command: ["--bun", `${bin}/tsc`, "--noEmit"], deadlineMs: 3 * minute },
	{
		name: "lint",
		command: ["--bun", `${bin}/biome`, "check", "--error-on-warnings", "."],
		deadlineMs: 2 * minute,
	},
	{ name: "build", command: ["engines/build.ts"], deadlineMs: 5 * minute },
	{
		name: "tests",
		command: [
			"test",
			"--only-failures",
			// bunfig.toml has no say in this one; its default of 5 s is too short for host processes.
			"--timeout=120000",
			// Most tests wait for host processes: two files at a time take 4 minutes, one 5.
			"--parallel=2",
			"--reporter=junit",
			`--reporter-outfile=${junit}`,
			"./harness",
			"./engines",
			"./suites",
			"./results",
			"./ci",
		],
		deadlineMs: 10 * minute,
		junit,
	},
	{
		name: "defects",
		// The subset shows each kind of check at work; ASSAY_WHOLE_MATRIX=1 (.ci/run) takes all.
		command: ["ci/defects.ts", ...(wholeMatrix ? [] : ["--subset"])],
		deadlineMs: 12 * minute,
	},
];

async function main(): Promise<number> {
	mkdirSync(resolve(junit, ".."), { recursive: true });
	process.chdir(root);
	const abort = new AbortController();
	const stop = () => abort.abort();
	process.once("SIGINT", stop);
	process.once("SIGTERM", stop);
	const environment = { ...process.env, BUN_ENABLE_CRASH_REPORTING: "0", NO_COLOR: "1" };
	const results: StepResult[] = [];
	for (const step of steps) {
		process.stdout.write(`${step.name} ... `);
		const result = await runStep(step, environment, abort.signal);
		results.push(result);
		const verdict = result.failed > 0 ? "FAILED" : "ok";
		console.log(`${verdict} (${result.seconds.toFixed(1)} s)`);
		if (result.failed > 0) {
			console.log(`${result.output.trimEnd()}\n${result.note}\n`);
		}
		if (abort.signal.aborted || (result.failed > 0 && step.name === "build")) {
			break;
		}
	}
	return summarise(results, abort.signal.aborted);
}

function summarise(results: readonly StepResult[], interrupted: boolean): number {
	const table = new CliTable3({
		head: ["step", "passed", "failed", "skipped", "seconds", ""],
		colAligns: ["left", "right", "right", "right", "right", "left"],
		style: { head: [], border: [], compact: true },
	});
	for (const { name, passed, failed, skipped, seconds, note } of results) {
		table.push([name, passed, failed, skipped, seconds.toFixed(1), note]);
	}
	const missing = steps.slice(results.length).map((step) => step.name);
	for (const name of missing) {
		table.push([name, 0, 1, 0, "-", "did not run"]);
	}
	const sum = (key: "passed" | "failed" | "skipped") =>
		results.reduce((total, result) => total + result[key], 0);
	const failed = sum("failed") + missing.length;
	console.log(`\n${table.toString()}`);
	console.log(`${sum("passed")} passed, ${failed} failed, ${sum("skipped")} skipped`);
	return interrupted ? 130 : failed > 0 ? 1 : 0;
}

process.exitCode = await main();
