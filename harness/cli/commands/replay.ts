/** `assay replay CASE`: one failing check again, straight to its counterexample. */
import { failingVerdicts } from "../../../results/schema/index.ts";
import { suites } from "../../../suites/index.ts";
import type { CaseFile, PreparedEngine, Profile } from "../../contract/index.ts";
import { exitCodes, profiles } from "../../gate/index.ts";
import { hostFacts, inspectEngine } from "../../preflight/index.ts";
import { readCaseFile } from "../case-file.ts";
import type { CommandContext, CommonOptions } from "../context.ts";
import { executeRecorded, printRecord } from "../execute.ts";
import { makeOutDirectory } from "../out-directory.ts";
import { Refusal } from "../refusal.ts";
import { didYouMean } from "../suggest.ts";
import { demandFitTarget } from "../target.ts";
import { assayVersion } from "../version.ts";

export interface ReplayOptions extends CommonOptions {
	/** Another build of the engine, to see whether it still fails. */
	readonly engine: string | undefined;
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
	const record = await executeRecorded(
		{
			command: "replay",
			assayVersion: assayVersion(context.root),
			profile: replayProfile(content),
			families: new Set(["checks"]),
			suites: { ...suites, checks: [{ ...check, depth: "quick" }], workloads: [], swaps: [] },
			engines: [engine],
			swapPairs: [],
			nullEngine: undefined,
			target,
			engineConfig: content.engineConfig,
			host: hostFacts(),
			seed: content.seed,
			...(content.path === undefined ? {} : { replayPath: content.path }),
			options: { case: casePath, target: options.target },
			outDirectory: out.path,
			hostCommand: context.hostCommand,
		},
		context,
		release,
	);
	await printRecord(record, options, out.path);
	if (!record.complete) return exitCodes.interrupted;
	if (record.errors.length > 0) return exitCodes.error;
	const verdict = record.engines[0]?.checks[0]?.verdict;
	if (verdict !== undefined && failingVerdicts.has(verdict)) return exitCodes.fail;
	return verdict === "pass" ? exitCodes.pass : exitCodes.inconclusive;
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
