/** What the baseline of a comparison is: a library, a stored run, or the last release. */
import { existsSync } from "node:fs";
import { lt, prerelease, valid } from "semver";
import type { EngineResult, RunRecord } from "../../../results/schema/index.ts";
import { parseRecord, shellWord } from "../../../results/schema/index.ts";
import type { RunSummary } from "../../../results/store/index.ts";
import type { PreparedEngine } from "../../contract/index.ts";
import { builtInNames, prepareEngine } from "../built-in.ts";
import { say } from "../output.ts";
import { documentFile, isDirectory, readSealedRecord, readText } from "../read-record.ts";
import { Refusal } from "../refusal.ts";
import { suggest } from "../suggest.ts";
import { withHistory } from "./history-open.ts";
import { jsonObject, pathOf } from "./recheck-comparison.ts";

const lastRelease = "last-release";
const runsMax = 20;

/** `stored`: its library is no more, so that its numbers are all there is. */
export type Baseline = Library | Stored;
interface Library {
	readonly kind: "library";
	readonly engine: PreparedEngine;
}
export interface Stored {
	readonly kind: "stored";
	readonly engine: EngineResult;
	readonly record: RunRecord;
}

/** `place`: the history, for the last release; undefined with --no-history. */
export async function findBaseline(
	root: string,
	word: string,
	candidate: string,
	place: string | undefined,
): Promise<Baseline> {
	if (word === lastRelease) {
		if (place === undefined) {
			throw new Refusal(`The ${lastRelease} is looked up in the history; leave out --no-history.`);
		}
		return await released(root, prepareEngine(root, candidate), place);
	}
	demandNoTypo(word);
	if (!isRun(word)) return { kind: "library", engine: prepareEngine(root, word) };
	demandNoComparison(word);
	const record = readSealedRecord(word);
	const [engine] = record.engines;
	if (engine === undefined || record.engines.length > 1) {
		throw new Refusal(
			`Run ${word} has ${record.engines.length} engines; name a run of one, or a library.`,
		);
	}
	return libraryOf(root, engine, record);
}

/** Nothing of that name is there, and it is nearest to the word for what the history knows. */
function demandNoTypo(word: string): void {
	if (word === lastRelease || existsSync(word)) return;
	if (suggest(word, [...builtInNames, lastRelease]) !== lastRelease) return;
	throw new Refusal(
		`--baseline ${word}: there is no such file or run; did you mean ${lastRelease}?`,
	);
}

/** Not a library, and in need of more than its file. */
export function isStoredWord(word: string): boolean {
	demandNoTypo(word);
	return word === lastRelease || isRun(word);
}

function isRun(word: string): boolean {
	return word.endsWith(".json") || isDirectory(word);
}

/** Its numbers are of short rounds in turns, of two engines: no other run measures so. */
function demandNoComparison(word: string): void {
	const document = jsonObject(readText(documentFile(word)));
	if (document === undefined || Reflect.get(document, "kind") !== "comparison") return;
	const [first, second] = (["baseline", "candidate"] as const).map((role) =>
		shellWord(pathOf(document, role)),
	);
	throw new Refusal(
		`${word} is a comparison, and its rounds in turns compare with no other run; name the library of one of its engines (${first} or ${second}), or a run of it.`,
	);
}

/** Rounds in turns with the library are worth more than its old numbers. */
function libraryOf(root: string, engine: EngineResult, record: RunRecord): Baseline {
	const prepared = existsSync(engine.path) ? prepareEngine(root, engine.path) : undefined;
	if (prepared?.file.digest === engine.digest) return { kind: "library", engine: prepared };
	const what = prepared === undefined ? "is gone" : "has changed since";
	say(`assay: the stored run's library ${engine.path} ${what}: its numbers are compared with`);
	return { kind: "stored", engine, record };
}

async function released(root: string, candidate: PreparedEngine, place: string): Promise<Baseline> {
	const { name, version } = candidate.file.descriptor;
	return await withHistory(place, async (history) => {
		const runs = await history.runs({ engine: name });
		const found = runs.map((run) => ({ run, engine: releaseIn(run, name, version) }));
		const newest = found.find(({ engine }) => engine !== undefined);
		if (newest?.engine === undefined) {
			throw new Refusal(
				`No run in the history ${history.place} is of a release of ${name} before ${version}; name a library.`,
			);
		}
		const { version: last, digest } = newest.engine;
		// The newest run of that build that has numbers: `assay test` measures nothing.
		const same = found.filter(({ engine }) => engine?.digest === digest).slice(0, runsMax);
		let chosen: { runId: string; own: EngineResult; record: RunRecord } | undefined;
		for (const { run } of same) {
			const parsed = parseRecord((await history.recordText(run.runId)) ?? "");
			const own = parsed.ok && parsed.record.engines.find((each) => each.digest === digest);
			if (!parsed.ok || !own) continue;
			const isMeasured = own.workloads.some(({ outcome }) => outcome === "measured");
			if (chosen === undefined || isMeasured) {
				chosen = { runId: run.runId, own, record: parsed.record };
			}
			if (isMeasured) break;
		}
		if (chosen === undefined) {
			const run = newest.run.runId.slice(0, 12);
			throw new Refusal(`The record of run ${run} cannot be used: name a library.`);
		}
		say(`assay: the last release is ${name} ${last}, run ${chosen.runId.slice(0, 12)}`);
		return libraryOf(root, chosen.own, chosen.record);
	});
}

/** Whole version numbers alone: `1.2.0-rc.1` is none, nor is what only looks like a date. */
function releaseIn({ kind, engines }: RunSummary, name: string, before: string) {
	if (kind !== "run") return undefined;
	return engines.find((engine) => {
		const isRelease = valid(engine.version) !== null && prerelease(engine.version) === null;
		if (engine.name !== name || !isRelease) return false;
		return valid(before) === null || lt(engine.version, before);
	});
}
