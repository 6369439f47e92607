import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { isBundleCurrent } from "../harness/cli/host-command.ts";
import { bundledPath } from "../harness/contract/scripts.ts";
import type { AssayRunner } from "./defects/assay.ts";
import { gaps, readCatalogue } from "./defects/catalogue.ts";
import type { HonestEngine, SeededEngine } from "./defects/header.ts";
import { addRun, describeSweep, runHonest, type Sweep } from "./defects/honest.ts";
import { inLanes } from "./defects/lanes.ts";
import { type Row, renderMatrix, summarise } from "./defects/matrix.ts";
import { type Options, readOptions, usage } from "./defects/options.ts";
import { fileOf, listIds, runSeeded } from "./defects/seeded.ts";
import { isRace, selectHonest, selectSeeded, waitsForDeadline } from "./defects/select.ts";

/**
 * `npm run defects`: who certifies the certifier. Every seeded engine must be caught by the check
 * that its header names, and every honest one must pass everything. A defect that another check
 * catches has survived: the named check is blind to it.
 * Not covered: defects that nobody thought of; and how likely a race is caught, beyond this run.
 */
const root = resolve(import.meta.dir, "..");
const entry = "harness/cli/main.ts";
/** Those that only wait for a deadline go beside the others. */
const waitingLanes = 4;

async function main(words: readonly string[]): Promise<number> {
	const options = readOptions(words);
	if (options.help) {
		console.log(usage);
		return 0;
	}
	const catalogue = readCatalogue(root);
	const uncovered = gaps(catalogue);
	const selected = selectSeeded(catalogue.seeded, options);
	const honest = selectHonest(builtFiles(catalogue.honest), options);
	if (selected.length + honest.length === 0) {
		console.error(`--only ${options.only.join(",")} names no engine`);
		return 2;
	}
	const abort = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort());
	mkdirSync(join(root, "build"), { recursive: true });
	const out = mkdtempSync(join(root, "build", "defects-"));
	const main = isBundleCurrent() ? bundledPath(entry) : join(root, entry);
	const runner: AssayRunner = { root, out, main, signal: abort.signal, cpuSeconds: 0 };
	const startedMs = performance.now();
	try {
		const rows = await runMatrix(runner, selected, options);
		const sweep = await runHonestEngines(runner, honest, options);
		// Also of a sweep that was interrupted: what it had shown by then.
		if (sweep.runs > 0) console.log(describeSweep(sweep, options.seed));
		if (abort.signal.aborted) return 130;
		if (rows.length > 0) console.log(renderMatrix(rows));
		for (const [number, reason] of catalogue.invisible) {
			console.log(`defect ${number} can't be seen from outside: ${reason}`);
		}
		for (const gap of uncovered) console.log(gap);
		const wallSeconds = ((performance.now() - startedMs) / 1000).toFixed(0);
		console.log(`${wallSeconds} s, ${runner.cpuSeconds.toFixed(0)} s of processor time`);
		const summary = summarise(rows, sweep.alarms, process.env.ASSAY_REQUIRE_RIGS === "1");
		for (const line of summary.lines) console.log(line);
		return uncovered.length > 0 ? 1 : summary.exitCode;
	} finally {
		rmSync(out, { recursive: true, force: true });
	}
}

async function runMatrix(
	runner: AssayRunner,
	selected: readonly SeededEngine[],
	{ seed, lanes }: Options,
): Promise<Row[]> {
	if (selected.length === 0) return [];
	const known = await listIds(runner);
	const rows: Row[] = [];
	const execute = async (engine: SeededEngine) => {
		const judgement = await runSeeded(runner, engine, known, seed);
		rows.push({ engine, judgement });
		const { state, check, seconds } = judgement;
		const done = `${rows.length}/${selected.length}`;
		console.error(`${done} ${engine.name}: ${state} (${check}, ${seconds.toFixed(2)} s)`);
	};
	const waiting = selected.filter(waitsForDeadline);
	const racing = selected.filter((engine) => isRace(engine) && !waitsForDeadline(engine));
	const working = selected.filter((engine) => !isRace(engine) && !waitsForDeadline(engine));
	await inLanes(1, racing, runner.signal, execute);
	await Promise.all([
		inLanes(waitingLanes, waiting, runner.signal, execute),
		inLanes(lanes, working, runner.signal, execute),
	]);
	return rows;
}

/** The reference engines, their variants, and the bases of the seeded ones; not the sink. */
function builtFiles(bases: readonly HonestEngine[]): string[] {
	const built = ["build/engines", "build/variants"].flatMap((directory) =>
		readdirSync(join(root, directory))
			.filter((name) => name.endsWith(".so") && name !== "null.so")
			.map((name) => `${directory}/${name}`),
	);
	return [...built, ...bases.map(({ name }) => fileOf(name))];
}

async function runHonestEngines(
	runner: AssayRunner,
	files: readonly string[],
	{ seed, seeds, lanes }: Options,
): Promise<Sweep> {
	const tasks = Array.from({ length: seeds }, (_, index) => seed + index).flatMap((each) =>
		files.map((file) => ({ file, seed: each })),
	);
	const sweep: Sweep = { runs: 0, checksPassed: 0, couldNotRun: 0, seedLast: seed, alarms: [] };
	await inLanes(lanes, tasks, runner.signal, async (task) => {
		const run = await runHonest(runner, task.file, task.seed);
		if (runner.signal.aborted) return;
		addRun(sweep, run, task.seed);
		const skipped = run.couldNotRun.length > 0 ? `, could not run ${run.couldNotRun}` : "";
		const told = `${run.checksPassed} passed, ${run.alarms.length} false alarms${skipped}`;
		console.error(`honest ${task.file} (seed ${task.seed}): ${told}`);
	});
	return sweep;
}

try {
	process.exitCode = await main(Bun.argv.slice(2));
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 2;
}
