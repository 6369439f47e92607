/** `assay compare BASELINE CANDIDATE`: is it slower, beyond the noise of this machine? */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { comparisonVersion, judgeComparison } from "../../../results/compare/index.ts";
import { sealed } from "../../../results/store/index.ts";
import { suites } from "../../../suites/index.ts";
import type { Profile } from "../../contract/index.ts";
import { exitCodes, profiles } from "../../gate/index.ts";
import { hostFacts } from "../../preflight/index.ts";
import { prepareEngine } from "../built-in.ts";
import type { CommandContext } from "../context.ts";
import { demandConfigFits, readEngineConfig } from "../engine-config.ts";
import { catchInterrupts } from "../interrupt.ts";
import { readDurationMs, readIds, readSeed } from "../options.ts";
import { makeOutDirectory } from "../out-directory.ts";
import { say, wantsColor } from "../output.ts";
import { Progress } from "../progress.ts";
import { comparisonFile } from "../read-record.ts";
import { selectSuites } from "../select.ts";
import { demandFitTarget } from "../target.ts";
import { assayVersion } from "../version.ts";
import { findBaseline } from "./compare-baseline.ts";
import { type CompareOptions, type Decided, enginesOf } from "./compare-decided.ts";
import {
	comparisonCodes,
	type Effort,
	efforts,
	marginDefaults,
	readEffort,
	readPercent,
} from "./compare-options.ts";
import { printComparison } from "./compare-print.ts";
import { contend } from "./compare-rounds.ts";
import { type AsStored, asStored, storedNumbers, storedRounds } from "./compare-stored.ts";
import { aboutComparison } from "./history-comparison.ts";
import { keepComparison } from "./history-keep.ts";

const warmUpMs = 100;
const blocks = 4096;
const defaultWorkloads = ["randread-4k-qd1", "randwrite-4k-qd1", "randrw70-4k-qd1"];

export async function compareCommand(
	options: CompareOptions,
	context: CommandContext,
): Promise<number> {
	const effort = readEffort(options.profile);
	const only = options.only === undefined ? undefined : readIds("--only", options.only);
	const { margin } = options;
	const own = margin === undefined ? {} : { iops: readPercent("--margin", margin) };
	const plan = {
		seed: readSeed(options.seed),
		margins: { ...marginDefaults, ...own },
		delay: options.prove === undefined ? 0 : readPercent("--prove", options.prove),
	};
	const fresh = asMeasured(options, effort, only ?? defaultWorkloads);
	const { root } = context;
	const baseline = await findBaseline(root, options.baseline, options.candidate, options.history);
	const candidate = prepareEngine(root, options.candidate);
	const isStored = baseline.kind === "stored";
	const measured = isStored ? asStored(baseline, options, only) : fresh;
	const workloads = measured.workloads.map(({ id }) => id);
	const { looks, budgetMs } = efforts[effort];
	const effortOf = isStored ? { looks: [storedRounds] } : { looks, budgetMs };
	return await compareEngines({
		options: { ...options, duration: measured.duration, engineConfig: measured.engineConfig },
		context,
		plan: { ...plan, workloads, ...effortOf },
		profile: measured.profile,
		workloads: measured.workloads,
		baseline,
		candidate,
	});
}

/** A comparison's own way of measuring: short, and the same whatever else a profile asks for. */
function asMeasured(options: CompareOptions, effort: Effort, only: readonly string[]): AsStored {
	const base = { ...profiles[effort], loadBlocks: blocks };
	const measureMs = readDurationMs(options.duration) ?? efforts[effort].measureMs;
	const profile: Profile = { ...base, load: { ...base.load, warmUpMs, measureMs } };
	const selection = { only, skip: [] };
	const { workloads } = selectSuites(suites, new Set(["workloads"]), profile, selection);
	const { duration, engineConfig } = options;
	return { profile, workloads, duration, engineConfig };
}

async function compareEngines(decided: Decided): Promise<number> {
	const { options, context, plan, profile, workloads, baseline, candidate } = decided;
	const engineConfig = readEngineConfig(options.engineConfig);
	const engines = baseline.kind === "library" ? [baseline.engine, candidate] : [candidate];
	demandConfigFits(engineConfig, engines);
	const out = makeOutDirectory(options.out, "compare", plan.seed);
	const { target, release } = demandFitTarget(
		{ path: options.target, yesDestroy: options.yesDestroy, out, root: context.root },
		engines.map(({ file }) => file.descriptor),
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
		const stored = await storedNumbers(baseline, target, options.history);
		say(`assay compare: ${options.candidate} against ${options.baseline}, seed ${plan.seed}`);
		say(`looks after ${plan.looks.join(", ")} rounds; results in ${out.path}`);
		const rounds = await contend({
			plan,
			workloads,
			engines: enginesOf(decided, scratch),
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
		const data = { ...rounds, ...stored };
		const judged = judgeComparison(data);
		const document = {
			schemaVersion: comparisonVersion,
			kind: "comparison",
			...aboutComparison(decided, startedAt, target.facts),
			...judged,
			data,
		};
		const file = join(out.path, comparisonFile);
		writeFileSync(file, `${JSON.stringify(sealed(document), null, "\t")}\n`);
		const where = {
			...{ baseline: options.baseline, candidate: options.candidate },
			outDirectory: out.path,
		};
		await printComparison(document, data, judged, options, where);
		await keepComparison(document, file, options.history);
		return data.complete ? comparisonCodes[judged.verdict] : exitCodes.interrupted;
	} finally {
		rmSync(scratch, { recursive: true, force: true });
		interrupt.release();
		cleanUp();
	}
}
