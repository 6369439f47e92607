/**
 * `assay replay CASE`: one failing check again, straight to its counterexample. A race is run again
 * several times, since each has another schedule, and the history that it left is judged again.
 */
import { writeRecord } from "../../../results/store/index.ts";
import { suites } from "../../../suites/index.ts";
import type { CaseFile, Check, PreparedEngine, Profile } from "../../contract/index.ts";
import { profiles } from "../../gate/index.ts";
import { hostFacts, inspectEngine } from "../../preflight/index.ts";
import { assayWords } from "../assay-words.ts";
import { referenceEngine } from "../built-in.ts";
import { readCaseFile } from "../case-file.ts";
import type { CommandContext, CommonOptions } from "../context.ts";
import { executeRecorded, printRecord } from "../execute.ts";
import { readTimes } from "../options.ts";
import { makeOutDirectory } from "../out-directory.ts";
import { say } from "../output.ts";
import { Refusal } from "../refusal.ts";
import {
	collapsedRecord,
	rejudgedText,
	replayExitCode,
	replayedOf,
	timesText,
} from "../replayed.ts";
import { didYouMean } from "../suggest.ts";
import { demandFitTarget } from "../target.ts";
import { assayVersion } from "../version.ts";

/** A race that is seen once in three runs is seen in 98 % of these. */
const timesOfRace = 10;

export interface ReplayOptions extends CommonOptions {
	/** Another build of the engine, to see whether it still fails. */
	readonly engine: string | undefined;
	readonly times: string | undefined;
	readonly target: string | undefined;
	readonly out: string;
	readonly yesDestroy: string | undefined;
}

export async function replayCommand(
	casePath: string,
	options: ReplayOptions,
	context: CommandContext,
): Promise<number> {
	const content = readCaseFile(casePath);
	const times = readTimes(options.times) ?? (isRace(content) ? timesOfRace : 1);
	const check = suites.checks.find(({ id }) => id === content.check);
	if (check === undefined) {
		const ids = suites.checks.map(({ id }) => id);
		const next = "replay it with the Assay that wrote it";
		throw new Refusal(
			`Case ${casePath} names the unknown check ${content.check}` +
				didYouMean(content.check, ids, next),
		);
	}
	const engine = demandEngine(casePath, content, options.engine);
	const out = makeOutDirectory(options.out, "replay", content.seed);
	const { target, release } = demandFitTarget(
		{ path: options.target, yesDestroy: options.yesDestroy, out, root: context.root },
		[engine.file.descriptor],
	);
	const again = new Array<Check>(times).fill({ ...check, depth: "quick" });
	const profile = replayProfile(content);
	const record = await executeRecorded(
		{
			command: "replay",
			assayVersion: assayVersion(context.root),
			profile,
			families: new Set(["checks"]),
			suites: { ...suites, checks: again, workloads: [], swaps: [] },
			engines: [engine],
			swapPairs: [],
			nullEngine: undefined,
			...referenceEngine(context.root),
			target,
			engineConfig: content.engineConfig,
			host: hostFacts(),
			seed: content.seed,
			...(content.path === undefined ? {} : { replayPath: content.path }),
			options: { case: casePath, target: options.target, times },
			outDirectory: out.path,
			hostCommand: context.hostCommand,
			replayCommand: `${assayWords()} replay`,
		},
		options,
		context,
		release,
	);
	const replayed = replayedOf(record, content);
	// A history of another build is told of, and is no evidence about this one.
	const countsHistory = options.engine === undefined;
	const collapsed = collapsedRecord(record, profile, replayed, countsHistory);
	if (record.complete) writeRecord(out.path, collapsed);
	await printRecord(collapsed, options, out.path);
	say(`${content.check} ${timesText(replayed)}`);
	if (replayed.rejudged !== undefined) say(rejudgedText(replayed, countsHistory));
	return replayExitCode(record, replayed, countsHistory);
}

/** Does it depend on the schedule whether it fails? */
function isRace({ check, history }: CaseFile): boolean {
	return history !== undefined || check.startsWith("concurrency.");
}

/** The very file that failed, unless --engine says that another one is meant. */
function demandEngine(
	casePath: string,
	content: CaseFile,
	other: string | undefined,
): PreparedEngine {
	const result = inspectEngine(other ?? content.engine.path);
	if (!result.ok) throw new Refusal(result.refusal.message);
	const { file } = result.prepared;
	if (other === undefined && file.digest !== content.engine.digest) {
		const [found, expected] = [file.digest.slice(0, 12), content.engine.digest.slice(0, 12)];
		throw new Refusal(
			`Engine ${file.path} has sha256 ${found}, and case ${casePath} was recorded with ${expected}; restore that build, or name the new one with --engine ${file.path}.`,
		);
	}
	return result.prepared;
}

function replayProfile(content: CaseFile): Profile {
	return {
		...profiles.ci,
		propertyRuns: content.propertyRuns,
		checkBudgetMs: content.budgetMs,
		checkDeadlineMs: Math.max(profiles.ci.checkDeadlineMs, content.budgetMs * 10),
	};
}
