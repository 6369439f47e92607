/**
 * What the command line accepts, declared for yargs. Values stay text: options.ts reads them. Each
 * command is loaded when it is called: all of them together take longer than most of them run.
 */
import yargs, { type Argv } from "yargs";
import { addCompareCommand } from "./commands/compare-words.ts";
import { keptPlace } from "./commands/history-place.ts";
import { addHistoryCommand } from "./commands/history-words.ts";
import { addMergeCommand } from "./commands/merge-words.ts";
import { addPlanCommand } from "./commands/plan-words.ts";
import type { RunCommand } from "./commands/run.ts";
import { addTrendCommand } from "./commands/trend-words.ts";
import type { CommandContext } from "./context.ts";
import { addEnginesCommand } from "./engines-parser.ts";
import {
	baselineOption,
	commonOptions,
	engineOption,
	languageOption,
	runOptions,
	storageOptions,
	timesOption,
	workloadOption,
} from "./option-table.ts";
import { addRecordCommands } from "./record-parser.ts";
import { common, one, outOf, strings } from "./typed.ts";
import { assayVersion } from "./version.ts";
import { withoutCachedHelp } from "./without-cached-help.ts";

const runTitles: Readonly<Record<RunCommand, string>> = {
	certify: "every suite and the gates (default: the built-in engines)",
	test: "the checks",
	bench: "the workloads",
	swap: "the hot-swap drills",
};

export const commandNames = [
	...Object.keys(runTitles),
	"compare",
	"history",
	"trend",
	"plan",
	"merge",
	"inspect",
	"replay",
	"recheck",
	"report",
	"engines",
	"list",
	"doctor",
	"new",
];

export function buildParser(context: CommandContext, finish: (code: number) => void): Argv {
	let parser = yargs()
		.scriptName("assay")
		.detectLocale(false)
		.parserConfiguration({
			"boolean-negation": false,
			"camel-case-expansion": false,
			"dot-notation": false,
			"greedy-arrays": false,
			"parse-numbers": false,
			"parse-positional-numbers": false,
		})
		.exitProcess(false)
		.strict()
		.wrap(100)
		.version(assayVersion(context.root))
		.usage(
			"assay COMMAND [engine...]\n\nProves, measures and hot-swaps block storage engine plugins.",
		)
		.demandCommand(1, 1);
	for (const command of ["certify", "test", "bench", "swap"] as const) {
		parser = addRunCommand(parser, command, context, finish);
	}
	parser = addEnginesCommand(addRecordCommands(parser, finish), context, finish);
	parser = addHistoryCommand(addCompareCommand(parser, context, finish), finish);
	parser = addMergeCommand(addPlanCommand(parser, context, finish), finish);
	parser = addTrendCommand(parser, finish);
	return withoutCachedHelp(addOtherCommands(parser, context, finish));
}

function addRunCommand(
	parser: Argv,
	command: RunCommand,
	context: CommandContext,
	finish: (code: number) => void,
): Argv {
	const extras = { certify: baselineOption, bench: workloadOption, test: {}, swap: {} };
	return parser.command(
		`${command} [engine..]`,
		runTitles[command],
		(sub) =>
			sub.positional("engine", { type: "string" }).options({ ...runOptions, ...extras[command] }),
		async (typed) => {
			const options = {
				...common(typed),
				engines: strings(typed, "engine") ?? [],
				baseline: one(typed, "baseline"),
				profile: one(typed, "profile"),
				target: one(typed, "target"),
				seed: one(typed, "seed"),
				only: strings(typed, "only"),
				skip: strings(typed, "skip"),
				engineConfig: one(typed, "engine-config"),
				duration: one(typed, "duration"),
				workload: strings(typed, "workload"),
				format: strings(typed, "format"),
				shard: one(typed, "shard"),
				plan: one(typed, "plan"),
				out: outOf(typed),
				history: keptPlace(typed),
				yesDestroy: one(typed, "yes-destroy"),
			};
			const { runCommand } = await import("./commands/run.ts");
			finish(await runCommand(command, options, context));
		},
	);
}

function addOtherCommands(
	parser: Argv,
	context: CommandContext,
	finish: (code: number) => void,
): Argv {
	return parser
		.command(
			"inspect <engine..>",
			"judge engine files without running them",
			(sub) => sub.positional("engine", { type: "string" }).options(commonOptions),
			async (typed) => {
				const { inspectCommand } = await import("./commands/inspect.ts");
				finish(await inspectCommand(strings(typed, "engine") ?? [], common(typed), context));
			},
		)
		.command(
			"replay <case>",
			"one failing check again; exits 1 if it fails again",
			(sub) =>
				sub
					.positional("case", { type: "string" })
					.options({ ...engineOption, ...timesOption, ...storageOptions, ...commonOptions }),
			async (typed) => {
				const options = {
					...common(typed),
					engine: one(typed, "engine"),
					times: one(typed, "times"),
					target: one(typed, "target"),
					out: outOf(typed),
					yesDestroy: one(typed, "yes-destroy"),
				};
				const { replayCommand } = await import("./commands/replay.ts");
				finish(await replayCommand(one(typed, "case") ?? "", options, context));
			},
		)
		.command(
			"list",
			"every check, workload and drill",
			(sub) => sub.options(commonOptions),
			async (typed) => {
				const { listCommand } = await import("./commands/listings.ts");
				finish(await listCommand(common(typed)));
			},
		)
		.command(
			"doctor",
			"is this host fit, and what is missing",
			(sub) => sub.options({ target: storageOptions.target, ...commonOptions }),
			async (typed) => {
				const { doctorCommand } = await import("./commands/doctor.ts");
				finish(await doctorCommand(one(typed, "target"), common(typed), context));
			},
		)
		.command(
			"new <directory>",
			"an engine of your own to start from",
			(sub) =>
				sub
					.positional("directory", { type: "string" })
					.options({ ...languageOption, ...commonOptions }),
			async (typed) => {
				const { newCommand } = await import("./commands/new.ts");
				const directory = one(typed, "directory") ?? "";
				finish(await newCommand(directory, one(typed, "lang") ?? "c", common(typed), context));
			},
		);
}
