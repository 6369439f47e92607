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
import { execute } from "../execute.ts";
import { demandFormats } from "../exports.ts";
import { tellApart } from "../names.ts";
import { readDurationMs, readIds, readSeed, withDuration } from "../options.ts";
import { makeOutDirectory } from "../out-directory.ts";
import { ownWorkloads, withOwnWorkloads } from "../own-workloads.ts";
import { type SwapPair, swapPairs } from "../pairs.ts";
import { chooseProfile } from "../profile-file.ts";
import { Refusal, unfit } from "../refusal.ts";
import { selectSuites } from "../select.ts";
import { demandFitTarget } from "../target.ts";
import { assayVersion } from "../version.ts";
import { demandRoom } from "../workload-room.ts";

export type RunCommand = "certify" | "test" | "bench" | "swap";

export const familiesOf: Readonly<Record<RunCommand, ReadonlySet<Family>>> = {
	certify: new Set(["checks", "workloads", "swaps"]),
	test: new Set(["checks"]),
	bench: new Set(["workloads"]),
	swap: new Set(["swaps"]),
};

/** Everything about a run that was decided before anything was written. */
interface Plan {
	readonly engines: readonly PreparedEngine[];
	readonly baseline: number | undefined;
	readonly nullEngine: PreparedEngine | undefined;
	readonly swapPairs: readonly SwapPair[];
	readonly selected: Suites;
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
	const plan = decide(command, options, context, own);
	const engineConfig = readEngineConfig(options.engineConfig);
	demandConfigFits(engineConfig, plan.engines);
	const out = makeOutDirectory(options.out, command, plan.seed);
	const { target, release } = demandFitTarget(
		{ path: options.target, yesDestroy: options.yesDestroy, out, root: context.root },
		plan.engines.map(({ file }) => file.descriptor),
	);
	demandRoom(own, target);
	const request: Omit<RunRequest, "progress" | "signal" | "onResult"> = {
		command,
		assayVersion: assayVersion(context.root),
		profile: plan.profile,
		families: familiesOf[command],
		suites: plan.selected,
		engines: plan.engines,
		...(plan.baseline === undefined ? {} : { baseline: plan.baseline }),
		swapPairs: plan.swapPairs,
		nullEngine: plan.nullEngine,
		...referenceEngine(context.root),
		target,
		engineConfig,
		host: hostFacts(),
		seed: plan.seed,
		options: recordedOptions(options, plan),
		outDirectory: out.path,
		hostCommand: context.hostCommand,
		replayCommand: `${assayWords()} replay`,
	};
	return await execute(request, options, context, release, plan.formats);
}

/** Reads the command line against engines and suites; refuses, and writes nothing. */
function decide(
	command: RunCommand,
	options: RunOptions,
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
	const words = isBuiltIn ? defaultEngines(command) : [...options.engines];
	if (options.baseline !== undefined) words.push(options.baseline);
	const baseline = options.baseline === undefined ? undefined : words.length - 1;
	const engines = tellApart(prepareEngines(root, words), baseline);
	const pairs = families.has("swaps") ? swapPairs(engines, pairKind(command, options)) : [];
	const needsFloor = selected.workloads.length > 0;
	if (!needsFloor && selected.checks.length === 0 && pairs.length === 0) {
		throw unfit(
			"Only swap drills are selected, and no engine named can be swapped (none exports bse_quiesce and bse_activate); name one that can.",
		);
	}
	return {
		engines,
		baseline,
		nullEngine: needsFloor ? prepareEngine(root, "null") : undefined,
		swapPairs: pairs,
		selected,
		profile,
		seed,
		formats: formatsOf(options, selected),
	};
}

function formatsOf(options: RunOptions, selected: Suites): ReportFormat[] {
	const formats = demandFormats(options.format);
	const plotted = formats.filter(needsHistogram);
	if (plotted.length > 0 && selected.workloads.length === 0) {
		throw new Refusal(
			`--format ${plotted.join(", ")} exports the latencies of workloads, and none is selected; use it with 'assay bench'.`,
		);
	}
	return formats;
}

function defaultEngines(command: RunCommand): string[] {
	return command === "swap" ? ["nvme", "nvme-uring"] : [...certifiedByDefault];
}

function pairKind(command: RunCommand, options: RunOptions) {
	if (options.baseline !== undefined) return "baseline";
	if (options.engines.length === 0) return "built-in";
	return command === "swap" && options.engines.length === 2 ? "named-pair" : "separate";
}

/** What the record says was asked for, resolved. */
function recordedOptions(options: RunOptions, plan: Plan): Record<string, unknown> {
	const { json: _, noColor: __, history: ___, ...rest } = options;
	const given = Object.entries(rest).filter(([, value]) => value !== undefined);
	const { name, rules } = plan.profile;
	const file = rules === undefined ? {} : { profileFile: options.profile, profileText: rules.text };
	return { ...Object.fromEntries(given), profile: name, ...file, seed: plan.seed };
}
