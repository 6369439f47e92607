/** certify, test, bench and swap: one run of some families, from options to exit code. */
import { needsHistogram, type ReportFormat } from "../../../results/report/index.ts";
import { suites } from "../../../suites/index.ts";
import type {
	Family,
	PreparedEngine,
	Profile,
	RunRequest,
	Suites,
	Workload,
} from "../../contract/index.ts";
import { hostFacts } from "../../preflight/index.ts";
import { assayWords } from "../assay-words.ts";
import { certifiedByDefault, prepareEngine, prepareEngines, referenceEngine } from "../built-in.ts";
import type { CommandContext, RunOptions } from "../context.ts";
import { demandConfigFits, readEngineConfig } from "../engine-config.ts";
import { execute, type PlannedRequest } from "../execute.ts";
import { demandFormats } from "../exports.ts";
import { tellApart } from "../names.ts";
import { readDurationMs, readIds, readSeed, withDuration } from "../options.ts";
import { makeOutDirectory } from "../out-directory.ts";
import { say } from "../output.ts";
import { ownWorkloads, withOwnWorkloads } from "../own-workloads.ts";
import { pairKind, type SwapPair, shareFormat, swapPairs } from "../pairs.ts";
import { chooseProfile } from "../profile-file.ts";
import { Refusal, unfit } from "../refusal.ts";
import { idsOf, selectSuites } from "../select.ts";
import { demandFitTarget } from "../target.ts";
import { assayVersion } from "../version.ts";
import { demandRoom } from "../workload-room.ts";
import { baselineNumbers, demandComparable, withBaseline } from "./certify-baseline.ts";
import { readShard, shardOf } from "./plan-option.ts";
import { estimatedUnits, type Unit } from "./plan-shards.ts";
import { recordedOptions } from "./run-options.ts";

export type RunCommand = "certify" | "test" | "bench" | "swap";

export const familiesOf: Readonly<Record<RunCommand, ReadonlySet<Family>>> = {
	certify: new Set(["checks", "workloads", "swaps"]),
	test: new Set(["checks"]),
	bench: new Set(["workloads"]),
	swap: new Set(["swaps"]),
};

/** What is decided about, and what a plan of shards has to know, too. */
export type DecidedOptions = Pick<
	RunOptions,
	| "engines"
	| "baseline"
	| "profile"
	| "seed"
	| "only"
	| "skip"
	| "duration"
	| "format"
	| "shard"
	| "plan"
>;

/** Everything about a run that was decided before anything was written. */
export interface Plan {
	readonly engines: readonly PreparedEngine[];
	readonly baseline: number | undefined;
	readonly nullEngine: PreparedEngine | undefined;
	readonly swapPairs: readonly SwapPair[];
	readonly selected: Suites;
	readonly shard: RunRequest["shard"];
	/** What a shard holds or not: of all shards. */
	readonly units: readonly Unit[];
	readonly profile: Profile;
	readonly seed: number;
	readonly formats: readonly ReportFormat[];
}

export async function runCommand(
	command: RunCommand,
	options: RunOptions,
	context: CommandContext,
): Promise<number> {
	const own = await ownWorkloads(options.workload);
	const { options: decided, stored } = await withBaseline(options, context.root, options.history);
	const plan = decide(command, decided, context, own);
	if (stored !== undefined) demandComparable(stored, plan, options.baseline);
	const engineConfig = readEngineConfig(options.engineConfig);
	demandConfigFits(engineConfig, plan.engines);
	const out = makeOutDirectory(options.out, command, plan.seed);
	const { target, release } = demandFitTarget(
		{ path: options.target, yesDestroy: options.yesDestroy, out, root: context.root },
		plan.engines.map(({ file }) => file.descriptor),
	);
	demandRoom(own, target);
	const recorded = recordedOptions(decided, plan);
	const undo = () => [release(), out.discard()];
	const numbers =
		stored && (await baselineNumbers(stored, target.facts, recorded, options.history, undo));
	const request: PlannedRequest = {
		command,
		assayVersion: assayVersion(context.root),
		profile: plan.profile,
		families: familiesOf[command],
		suites: plan.selected,
		engines: plan.engines,
		...(plan.baseline === undefined ? {} : { baseline: plan.baseline }),
		...(numbers === undefined ? {} : { baselineNumbers: numbers }),
		...(plan.shard === undefined ? {} : { shard: plan.shard }),
		swapPairs: plan.swapPairs,
		nullEngine: plan.nullEngine,
		...referenceEngine(context.root),
		target,
		engineConfig,
		host: hostFacts(),
		seed: plan.seed,
		options: numbers === undefined ? recorded : { ...recorded, baseline: options.baseline },
		outDirectory: out.path,
		hostCommand: context.hostCommand,
		replayCommand: `${assayWords()} replay`,
	};
	if (plan.shard !== undefined) {
		const { index, count } = plan.shard;
		const part = `${idsOf(plan.selected).length} of ${idsOf(plan.shard.whole).length}`;
		say(
			`assay: shard ${index}/${count}, ${part} checks, workloads and drills; join by assay merge`,
		);
	}
	return await execute(request, options, context, release, plan.formats);
}

/** Reads the command line against engines and suites; refuses, and writes nothing. */
export function decide(
	command: RunCommand,
	options: DecidedOptions,
	{ root }: CommandContext,
	own: readonly Workload[],
): Plan {
	const profile = withDuration(
		chooseProfile(options.profile, options.engines.length === 0 ? "quick" : "ci", own),
		readDurationMs(options.duration),
	);
	const seed = readSeed(options.seed);
	const families = familiesOf[command];
	const selection = {
		only: readIds("--only", options.only),
		skip: readIds("--skip", options.skip),
	};
	const offered = withOwnWorkloads(suites, own, selection);
	const selected = selectSuites(offered, families, profile, selection);
	const isBuiltIn = options.engines.length === 0 && options.baseline === undefined;
	if (options.baseline !== undefined && options.engines.length === 0) {
		throw new Refusal("--baseline needs a candidate; name the engine that is to replace it.");
	}
	const words = isBuiltIn ? defaultEngines(command, profile) : [...options.engines];
	if (options.baseline !== undefined) words.push(options.baseline);
	const baseline = options.baseline === undefined ? undefined : words.length - 1;
	const engines = tellApart(prepareEngines(root, words), baseline);
	const pairs = families.has("swaps")
		? swapPairs(engines, pairKind(command, options, profile))
		: [];
	if (selected.workloads.length + selected.checks.length + pairs.length === 0) {
		throw unfit(
			"Only swap drills are selected, and no engine named can be swapped (none exports bse_quiesce and bse_activate); name one that can.",
		);
	}
	const shard = readShard(options.shard, options.plan);
	const scale = { engines: engines.length, swapPairs: pairs.length };
	const units = estimatedUnits(selected, profile, scale);
	const part = shard === undefined ? selected : shardOf(selected, units, shard);
	return {
		engines,
		baseline,
		nullEngine: part.workloads.length > 0 ? prepareEngine(root, "null") : undefined,
		swapPairs: pairs,
		selected: part,
		shard: shard === undefined ? undefined : { ...shard, whole: selected },
		units,
		profile,
		seed,
		formats: formatsOf(options, selected),
	};
}

function formatsOf(options: DecidedOptions, selected: Suites): ReportFormat[] {
	const formats = demandFormats(options.format);
	const plotted = formats.filter(needsHistogram);
	if (plotted.length > 0 && selected.workloads.length === 0) {
		throw new Refusal(
			`--format ${plotted.join(", ")} exports the latencies of workloads, and none is selected; use it with 'assay bench'.`,
		);
	}
	return formats;
}

function defaultEngines(command: RunCommand, { depth }: Profile): string[] {
	if (command !== "swap") return [...certifiedByDefault];
	const few = ["nvme", "nvme-uring"];
	return depth === "certification" ? certifiedByDefault.filter((name) => shareFormat([name])) : few;
}
