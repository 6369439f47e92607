import { type Finding, failingVerdicts } from "../../results/schema/index.ts";
import { type AssayRunner, recordOf, runAssay } from "./assay.ts";
import type { SeededEngine } from "./header.ts";
import { type Judgement, judge, type Observed, observedOf, withPending } from "./judge.ts";

const preflight = "preflight.";

/** What is known to the command line: `assay list`. */
export interface KnownIds {
	readonly checks: ReadonlySet<string>;
	readonly swaps: ReadonlySet<string>;
}

export const nothingKnown: KnownIds = { checks: new Set(), swaps: new Set() };

export async function listIds(runner: AssayRunner): Promise<KnownIds> {
	const { exitCode, stdout, stderr } = await runAssay(runner, ["list", "--json"]);
	if (exitCode !== 0) throw new Error(`assay list ended with exit code ${exitCode}: ${stderr}`);
	const document: unknown = JSON.parse(stdout);
	const ids = (key: string) => {
		const entries = (document as Record<string, { id: string }[] | undefined>)[key];
		if (entries === undefined) throw new Error(`assay list --json has no "${key}"`);
		return new Set(entries.map(({ id }) => id));
	};
	return { checks: ids("checks"), swaps: ids("swaps") };
}

/** Runs one seeded engine through the checks that its header names, and judges it. */
export async function runSeeded(
	runner: AssayRunner,
	engine: SeededEngine,
	known: KnownIds,
	seed: number,
): Promise<Judgement> {
	const unknown = [...engine.caughtBy, ...engine.spares].filter((id) => !isKnown(id, known));
	const nothing = { check: engine.caughtBy.join(" "), operations: undefined, seconds: 0 };
	if (unknown.length > 0) {
		const message = `no such check: ${unknown.join(", ")}`;
		return withPending(engine, { ...nothing, state: "error", message });
	}
	let judgement: Judgement = { ...nothing, state: "error", message: "never tried" };
	for (let attempt = 0; attempt < engine.attempts; attempt++) {
		const asked = await ask(runner, engine, known, seed + attempt);
		if (typeof asked === "string") return { ...nothing, state: "error", message: asked };
		judgement = judge(engine, asked.observed, asked.exitCode);
		if (judgement.state !== "survived") break;
	}
	if (judgement.state !== "survived" || engine.pending !== undefined) {
		return withPending(engine, judgement);
	}
	const elsewhere = await caughtElsewhere(runner, engine, seed);
	return { ...judgement, message: `${judgement.message} (caught elsewhere by ${elsewhere})` };
}

function isKnown(id: string, { checks, swaps }: KnownIds): boolean {
	return id.startsWith(preflight) || checks.has(id) || swaps.has(id);
}

interface Asked {
	readonly observed: readonly Observed[];
	readonly exitCode: number;
}

/** Asks the named checks only: others must not be needed for the kill. */
async function ask(
	runner: AssayRunner,
	engine: SeededEngine,
	known: KnownIds,
	seed: number,
): Promise<Asked | string> {
	const ids = [...engine.caughtBy, ...engine.spares];
	const file = fileOf(engine.name);
	if (ids.some((id) => id.startsWith(preflight))) return inspect(runner, file);
	const asked: { observed: Observed[]; exitCode: number } = { observed: [], exitCode: 0 };
	for (const [command, of] of [
		["test", known.checks],
		["swap", known.swaps],
	] as const) {
		const only = ids.filter((id) => of.has(id));
		if (only.length === 0) continue;
		const run = await runAssay(runner, commandFor(command, file, only, seed, runner));
		const record = recordOf(run);
		if (typeof record === "string") return record;
		const [error] = record.errors;
		if (error !== undefined) return `the harness failed in ${error.where}: ${error.message}`;
		asked.observed.push(...observedOf(record));
		asked.exitCode = Math.max(asked.exitCode, run.exitCode);
	}
	return asked;
}

export function fileOf(name: string): string {
	return `build/defective/${name}.so`;
}

function commandFor(
	command: string,
	file: string,
	only: readonly string[],
	seed: number,
	{ out }: AssayRunner,
): string[] {
	const ids = only.flatMap((id) => ["--only", id]);
	const said = ["--profile", "quick", "--seed", String(seed), "--json", "--no-history"];
	const common = [...said, "--out", out];
	return [command, file, ...ids, ...common];
}

async function inspect(runner: AssayRunner, file: string): Promise<Asked | string> {
	const run = await runAssay(runner, ["inspect", file, "--json"]);
	let engines: { findings: Finding[] }[];
	try {
		engines = JSON.parse(run.stdout).engines;
	} catch {
		return `inspect ended with exit code ${run.exitCode} and no document`;
	}
	const observed = engines
		.flatMap(({ findings }) => findings)
		.map(({ id, severity, message }): Observed => {
			const verdict = severity === "failure" ? "fail" : "pass";
			return { id: `${preflight}${id}`, verdict, message, operations: undefined, durationMs: 0 };
		});
	return { observed, exitCode: run.exitCode };
}

async function caughtElsewhere(
	runner: AssayRunner,
	engine: SeededEngine,
	seed: number,
): Promise<string> {
	const run = await runAssay(runner, commandFor("test", fileOf(engine.name), [], seed, runner));
	const record = recordOf(run);
	if (typeof record === "string") return `nothing: ${record}`;
	const failing = observedOf(record).filter(({ verdict }) => failingVerdicts.has(verdict));
	return failing.map(({ id }) => id).join(", ") || "nothing";
}
