/** `assay compare BASELINE CANDIDATE`: is it slower, beyond the noise of this machine? */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	type ComparisonPlan,
	comparisonVersion,
	judgeComparison,
	type Slot,
} from "../../../results/compare/index.ts";
import {
	type ComparisonOptions,
	nextComparison,
	renderComparison,
} from "../../../results/report/index.ts";
import { sealed } from "../../../results/store/index.ts";
import { suites } from "../../../suites/index.ts";
import type { PreparedEngine, Profile, Workload } from "../../contract/index.ts";
import { exitCodes, profiles } from "../../gate/index.ts";
import { hostFacts } from "../../preflight/index.ts";
import { assayWords } from "../assay-words.ts";
import { prepareEngine } from "../built-in.ts";
import type { CommandContext, CommonOptions } from "../context.ts";
import { demandConfigFits, readEngineConfig } from "../engine-config.ts";
import { catchInterrupts } from "../interrupt.ts";
import { readDurationMs, readIds, readSeed } from "../options.ts";
import { makeOutDirectory } from "../out-directory.ts";
import { printJson, printResult, say, wantsColor } from "../output.ts";
import { Progress } from "../progress.ts";
import { selectSuites } from "../select.ts";
import { demandFitTarget } from "../target.ts";
import { assayVersion } from "../version.ts";
import {
	comparisonCodes,
	efforts,
	marginDefaults,
	prepareBaseline,
	readEffort,
	readPercent,
} from "./compare-options.ts";
import { buildDelayed } from "./compare-proof.ts";
import { contend } from "./compare-rounds.ts";
import { aboutComparison } from "./history-comparison.ts";
import { keepComparison } from "./history-keep.ts";

export interface CompareOptions extends CommonOptions {
	readonly baseline: string;
	readonly candidate: string;
	readonly profile: string | undefined;
	readonly seed: string | undefined;
	readonly only: readonly string[] | undefined;
	readonly duration: string | undefined;
	readonly margin: string | undefined;
	readonly prove: string | undefined;
	readonly engineConfig: string | undefined;
	readonly target: string | undefined;
	readonly out: string;
	readonly history: string | undefined;
	readonly yesDestroy: string | undefined;
}

const warmUpMs = 100;
const blocks = 4096;
const defaultWorkloads = ["randread-4k-qd1", "randwrite-4k-qd1", "randrw70-4k-qd1"];

export async function compareCommand(
	options: CompareOptions,
	context: CommandContext,
): Promise<number> {
	const effort = readEffort(options.profile);
	const only = readIds("--only", options.only ?? defaultWorkloads);
	const selection = { only, skip: [] };
	const base = { ...profiles[effort], loadBlocks: blocks };
	const measureMs = readDurationMs(options.duration) ?? efforts[effort].measureMs;
	const profile: Profile = { ...base, load: { ...base.load, warmUpMs, measureMs } };
	const { workloads } = selectSuites(suites, new Set(["workloads"]), profile, selection);
	const { margin } = options;
	const own = margin === undefined ? {} : { iops: readPercent("--margin", margin) };
	const plan: ComparisonPlan = {
		seed: readSeed(options.seed),
		workloads: workloads.map(({ id }) => id),
		looks: efforts[effort].looks,
		margins: { ...marginDefaults, ...own },
		delay: options.prove === undefined ? 0 : readPercent("--prove", options.prove),
	};
	const baseline = prepareBaseline(context.root, options.baseline);
	const candidate = prepareEngine(context.root, options.candidate);
	return await compareEngines({ options, context, plan, profile, workloads, baseline, candidate });
}

interface Decided {
	readonly options: CompareOptions;
	readonly context: CommandContext;
	readonly plan: ComparisonPlan;
	readonly profile: Profile;
	readonly workloads: readonly Workload[];
	readonly baseline: PreparedEngine;
	readonly candidate: PreparedEngine;
}

async function compareEngines(decided: Decided): Promise<number> {
	const { options, context, plan, profile, workloads, baseline, candidate } = decided;
	const engineConfig = readEngineConfig(options.engineConfig);
	demandConfigFits(engineConfig, [baseline, candidate]);
	const out = makeOutDirectory(options.out, "compare", plan.seed);
	const { target, release } = demandFitTarget(
		{ path: options.target, yesDestroy: options.yesDestroy, out, root: context.root },
		[baseline, candidate].map(({ file }) => file.descriptor),
	);
	const progress = new Progress(process.stderr, {
		live: wantsColor(options.noColor, process.stderr),
	});
	const cleanUp = () => {
		progress.end();
		release();
	};
	const interrupt = catchInterrupts(cleanUp, context.exit, progress.say);
	const startedAt = new Date().toISOString();
	const scratch = mkdtempSync(join(out.path, "engines-"));
	try {
		const engines = enginesOf(decided, scratch);
		say(`assay compare: ${options.candidate} against ${options.baseline}, seed ${plan.seed}`);
		say(`looks after ${plan.looks.join(", ")} rounds; results in ${out.path}`);
		const data = await contend({
			plan,
			workloads,
			engines,
			request: {
				command: "compare",
				assayVersion: assayVersion(context.root),
				profile,
				families: new Set(["workloads"]),
				swapPairs: [],
				nullEngine: prepareEngine(context.root, "null"),
				target,
				engineConfig,
				host: hostFacts(),
				options: {},
				outDirectory: out.path,
				hostCommand: context.hostCommand,
			},
			signal: interrupt.signal,
			report: progress.report,
		});
		progress.end();
		const judged = judgeComparison(data);
		const document = {
			schemaVersion: comparisonVersion,
			kind: "comparison",
			...aboutComparison(decided, startedAt, target.facts),
			...judged,
			data,
		};
		const file = join(out.path, "comparison.json");
		writeFileSync(file, `${JSON.stringify(sealed(document), null, "\t")}\n`);
		const shown = shownWith(options, out.path);
		const nextCommand = nextComparison(judged, shown);
		if (options.json) await printJson({ ...document, outDirectory: out.path, nextCommand });
		else await printResult(renderComparison(data, judged, shown));
		await keepComparison(document, file, options.history);
		return data.complete ? comparisonCodes[judged.verdict] : exitCodes.interrupted;
	} finally {
		rmSync(scratch, { recursive: true, force: true });
		interrupt.release();
		cleanUp();
	}
}

function shownWith(options: CompareOptions, outDirectory: string): ComparisonOptions {
	const { baseline, candidate, noColor } = options;
	const color = wantsColor(noColor, process.stdout);
	const columns = process.stdout.columns ?? 100;
	return { baseline, candidate, outDirectory, color, columns, assay: assayWords() };
}

/** The control is a copy at another path: what differs between the two is the host's doing. */
function enginesOf({ context, plan, baseline, candidate }: Decided, scratch: string) {
	const copy = join(scratch, "control.so");
	copyFileSync(baseline.file.path, copy);
	const engines = new Map<Slot, PreparedEngine>([
		["baseline", baseline],
		["candidate", candidate],
		["control", { ...baseline, file: { ...baseline.file, path: copy } }],
	]);
	if (plan.delay > 0) {
		engines.set("proof", buildDelayed(context.root, baseline, plan.delay, scratch));
	}
	return engines;
}
