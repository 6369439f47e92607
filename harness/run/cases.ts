import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import {
	type CheckResult,
	type Evidence,
	failingVerdicts,
	shellWord,
} from "../../results/schema/index.ts";
import type {
	CaseEnvironment,
	CaseFile,
	EngineFile,
	KeptHistory,
	RunRequest,
} from "../contract/index.ts";

/** Writes the case file of a failing check and names the one command that replays it. */
export function withCase(
	request: RunRequest,
	engine: EngineFile,
	result: CheckResult,
): CheckResult {
	if (!failingVerdicts.has(result.verdict)) return result;
	const name = nameOf(request, engine, result.id);
	const directory = join(request.outDirectory, "cases");
	const path = join(directory, name);
	const { evidence, history } = takeHistory(result.evidence);
	const replay = evidence?.replay;
	const content: CaseFile = {
		schemaVersion: 1,
		kind: "check",
		check: result.id,
		engine: { name: engine.descriptor.name, path: engine.path, digest: engine.digest },
		engineConfig: request.engineConfig,
		// A property that failed says which seed it ran with; other checks used the run's.
		seed: replay?.seed ?? request.seed,
		...(replay ? { path: replay.path } : {}),
		propertyRuns: request.profile.propertyRuns,
		budgetMs: request.profile.checkBudgetMs,
		message: result.message,
		...(evidence ? { evidence } : {}),
		environment: environmentOf(request),
		...(history ? { history } : {}),
	};
	mkdirSync(directory, { recursive: true });
	writeFileSync(path, caseText(content));
	const shown = relative(process.cwd(), path);
	const command = request.replayCommand ?? "npm run assay -- replay";
	return {
		...result,
		evidence: { ...evidence, caseFile: join("cases", name) },
		replayCommand: `${command} ${shellWord(shown.startsWith("..") ? path : shown)}`,
	};
}

/** Two builds of one engine in one run have one name: theirs hold the build, too. */
function nameOf(request: RunRequest, engine: EngineFile, check: string): string {
	const { name } = engine.descriptor;
	const namesakes = request.engines.filter(({ file }) => file.descriptor.name === name);
	const build = namesakes.length > 1 ? `-${engine.digest.slice(0, 8)}` : "";
	return `${name}${build}-${check}.json`.replaceAll(/[^a-z0-9.-]/gi, "_");
}

/** A history is for the case file alone: the record is read by people and kept for years. */
function takeHistory(evidence: Evidence | undefined): {
	evidence: Evidence | undefined;
	history: KeptHistory | undefined;
} {
	const { details, ...others } = evidence ?? {};
	const { history, ...rest } = details ?? {};
	if (!isKeptHistory(history)) return { evidence, history: undefined };
	const left = Object.keys(rest).length > 0 ? { ...others, details: rest } : others;
	return { evidence: left, history };
}

function isKeptHistory(value: unknown): value is KeptHistory {
	return typeof value === "object" && value !== null && Array.isArray(Reflect.get(value, "rows"));
}

function environmentOf({ host, target, assayVersion }: RunRequest): CaseEnvironment {
	const { kernel, cpuModel, cpuCount } = host;
	const { fileSystem, directIo } = target.facts;
	return { assayVersion, kernel, cpuModel, cpuCount, fileSystem, directIo };
}

/** Pure: JSON for people to read, an operation of the history a line. */
export function caseText(content: CaseFile): string {
	const { history, ...rest } = content;
	const text = JSON.stringify(rest, null, "\t");
	if (history === undefined) return `${text}\n`;
	const { rows, ...about } = history;
	const lines = rows.map((row) => `\t\t\t${JSON.stringify(row)}`).join(",\n");
	const inside = Object.entries(about).map(
		([key, value]) => `\t\t${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
	);
	const kept = `{\n${inside.join("")}\t\t"rows": [\n${lines}\n\t\t]\n\t}`;
	return `${text.slice(0, -2)},\n\t"history": ${kept}\n}\n`;
}
