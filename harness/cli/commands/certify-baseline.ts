/**
 * `--baseline` of a certification, as `compare` has it: a library, a stored run or the last
 * release. A library that is still there is measured and swapped in the same run; of one that is
 * gone the numbers of its runs are left, for gates such as `iops >= 95% of baseline`.
 */
import {
	type BaselineNumbers,
	shellWord,
	type TargetFacts,
} from "../../../results/schema/index.ts";
import { hostFingerprint, settingOf } from "../../../results/store/index.ts";
import type { Profile } from "../../contract/index.ts";
import { prepareEngine } from "../built-in.ts";
import { readDurationMs, withDuration } from "../options.ts";
import { say } from "../output.ts";
import { recordedProfile } from "../profile-file.ts";
import { Refusal } from "../refusal.ts";
import { findBaseline, isStoredWord, type Stored } from "./compare-baseline.ts";
import type { DecidedOptions, Plan } from "./run.ts";
import { demandSameHost, demandSameTarget, numbersOf } from "./stored-numbers.ts";

type Asked = Pick<DecidedOptions, "engines" | "baseline">;

export interface Found<Options> {
	/** A library's path in place of the word that found it; no baseline where there is none. */
	readonly options: Options;
	readonly stored?: Stored;
}

/** `place`: the history, for the last release; undefined with --no-history. */
export async function withBaseline<Options extends Asked>(
	options: Options,
	root: string,
	place: string | undefined,
): Promise<Found<Options>> {
	const { baseline: word, engines } = options;
	const [candidate] = engines;
	if (word === undefined || candidate === undefined || !isStoredWord(word)) return { options };
	const names = new Set(engines.map((each) => prepareEngine(root, each).file.descriptor.name));
	if (names.size > 1) {
		throw new Refusal(
			`--baseline ${word} is one engine's, and ${[...names].join(", ")} are named; certify them one by one.`,
		);
	}
	const found = await findBaseline(root, word, candidate, place);
	if (found.kind === "stored")
		return { options: { ...options, baseline: undefined }, stored: found };
	const { path } = found.engine.file;
	say(`assay: the baseline is ${path}`);
	return { options: { ...options, baseline: path } };
}

/** Where numbers don't do: for parts of a run, each of which is measured on a host of its own. */
export function demandLibrary(stored: Stored | undefined, word: string | undefined): void {
	if (stored === undefined) return;
	throw new Refusal(
		`--baseline ${word}: shards are measured on hosts of their own, and only numbers of one host are left of ${stored.engine.path}; name a library.`,
	);
}

/** Refuses, and writes nothing: numbers that no gate asks for, or that were measured otherwise. */
export function demandComparable(
	stored: Stored,
	{ profile, selected, shard }: Pick<Plan, "profile" | "selected" | "shard">,
	word: string | undefined,
): void {
	if (shard !== undefined) demandLibrary(stored, word);
	const { engine, record } = stored;
	const shares = (profile.rules?.gates ?? []).filter(
		({ expression }) => expression.threshold.kind === "share",
	);
	const { name, version, path } = engine;
	if (shares.length === 0) {
		const [own, run] = [shellWord(profile.name), "assay compare"];
		throw new Refusal(
			`Only numbers are left of ${name} ${version} (${path}), and no gate of the profile ${own} asks for them; give a profile with one such as iops >= 95% of baseline, name its library, or use '${run}'.`,
		);
	}
	demandSameHost(record);
	if (
		!shares.some(({ expression }) => selected.workloads.some(({ id }) => id === expression.subject))
	) {
		throw new Refusal(
			`Only numbers are left of ${name} ${version} (${path}), and no workload is selected that a gate compares with them; name its library.`,
		);
	}
	const { duration } = record.options;
	const asked = typeof duration === "string" ? duration : undefined;
	const was = recordedProfile(record);
	const timed = was && withDuration(was, readDurationMs(asked));
	if (timed !== undefined && measuring(timed) === measuring(profile)) return;
	const how = `${record.profile} ${asked === undefined ? "without --duration" : `and with --duration ${asked}`}`;
	throw new Refusal(
		`The stored run was made with the profile ${how}: its numbers compare with no others; give the same, or name its library.`,
	);
}

/** What the numbers depend on; gates may differ. */
function measuring({ name, load, loadBlocks, workloadSet }: Profile): string {
	return JSON.stringify([name, load, loadBlocks, workloadSet ?? ""]);
}

/** The numbers that this run, on its target, may be compared with. */
export async function baselineNumbers(
	stored: Stored,
	facts: TargetFacts,
	options: Readonly<Record<string, unknown>>,
	place: string | undefined,
	undo: () => void,
): Promise<BaselineNumbers> {
	try {
		return await comparableNumbers(stored, facts, options, place);
	} catch (error) {
		undo();
		throw error;
	}
}

async function comparableNumbers(
	stored: Stored,
	facts: TargetFacts,
	options: Readonly<Record<string, unknown>>,
	place: string | undefined,
): Promise<BaselineNumbers> {
	const { engine, record } = stored;
	demandSameTarget(stored, facts);
	const { profile } = record;
	const [then, now] = [record, { profile, target: facts, options }].map(settingOf);
	if (then !== now) {
		throw new Refusal(
			`The stored run was made as '${then}', this one as '${now}': its numbers compare with no others.`,
		);
	}
	const { runs, values } = await numbersOf(stored, place);
	const { name, version, digest } = engine;
	say(
		`assay: gates compare with the numbers of ${runs.length} stored runs of ${name} ${version} on this host (${hostFingerprint(record.host)}); swaps reload the candidate`,
	);
	return { name, version, digest, runs, values };
}
