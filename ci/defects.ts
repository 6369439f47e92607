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
import { fileOf, listIds, nothingKnown, runSeeded } from "./defects/seeded.ts";
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
		const { rows, sweep } = await runAll(runner, selected, honest, options);
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

type Task = () => Promise<void>;

/**
 * The races first and one by one, as they need the processors; then everything else. The honest
 * engines, which take longest, come before the many short runs, so that no lane idles at the end.
 */
async function runAll(
	runner: AssayRunner,
	selected: readonly SeededEngine[],
	honest: readonly string[],
	options: Options,
): Promise<{ rows: Row[]; sweep: Sweep }> {
	const { seeded, again, rows } = await seededTasks(runner, selected, options);
	const { tasks, sweep } = honestTasks(runner, honest, options);
	const { signal } = runner;
	const execute = (task: Task) => task();
	const of = (wanted: (engine: SeededEngine) => boolean) => selected.filter(wanted).map(seeded);
	const racing = of((engine) => isRace(engine) && !waitsForDeadline(engine));
	const working = of((engine) => !isRace(engine) && !waitsForDeadline(engine));
	await inLanes(1, racing, signal, execute);
	await Promise.all([
		inLanes(waitingLanes, of(waitsForDeadline), signal, execute),
		inLanes(options.lanes, [...tasks, ...working], signal, execute),
	]);
	await inLanes(1, again(), signal, execute);
	return { rows, sweep };
}

async function seededTasks(
	runner: AssayRunner,
	selected: readonly SeededEngine[],
	{ seed }: Options,
): Promise<{ rows: Row[]; seeded: (engine: SeededEngine) => Task; again: () => Task[] }> {
	const known = selected.length === 0 ? nothingKnown : await listIds(runner);
	const rows: Row[] = [];
	const seeded = (engine: SeededEngine) => async () => {
		const judgement = await runSeeded(runner, engine, known, seed);
		rows.push({ engine, judgement });
		const { state, check, seconds, message } = judgement;
		const done = `${rows.length}/${selected.length}`;
		const why = state === "killed" ? "" : `: ${message}`;
		console.error(`${done} ${engine.name}: ${state} (${check}, ${seconds.toFixed(2)} s)${why}`);
	};
	// Beside other runs a check's time may end before its work: alone, once more, and it is told.
	const alone = (row: Row, index: number) => async () => {
		const judgement = await runSeeded(runner, row.engine, known, seed);
		rows[index] = { ...row, judgement, isSecondRun: true };
		console.error(`${row.engine.name}, once more and alone: ${judgement.state}`);
	};
	const again = () =>
		rows.flatMap((row, index) => (row.judgement.state === "survived" ? [alone(row, index)] : []));
	return { rows, seeded, again };
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

function honestTasks(
	runner: AssayRunner,
	files: readonly string[],
	{ seed, seeds }: Options,
): { tasks: Task[]; sweep: Sweep } {
	const sweep: Sweep = { runs: 0, checksPassed: 0, couldNotRun: 0, seedLast: seed, alarms: [] };
	const taskOf = (file: string, each: number) => async () => {
		const run = await runHonest(runner, file, each);
		if (runner.signal.aborted) return;
		addRun(sweep, run, each);
		const skipped = run.couldNotRun.length > 0 ? `, could not run ${run.couldNotRun}` : "";
		const told = `${run.checksPassed} passed, ${run.alarms.length} false alarms${skipped}`;
		console.error(`honest ${file} (seed ${each}): ${told}`);
	};
	const all = Array.from({ length: seeds }, (_, index) => seed + index);
	return { tasks: all.flatMap((each) => files.map((file) => taskOf(file, each))), sweep };
}

try {
	process.exitCode = await main(Bun.argv.slice(2));
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 2;
}
