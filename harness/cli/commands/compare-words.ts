/** The words of `assay compare`, for the parser. */
import type { Argv } from "yargs";
import type { CommandContext } from "../context.ts";
import { commonOptions, storageOptions } from "../option-table.ts";
import { common, one, strings } from "../typed.ts";

const text = (describe: string) => ({ type: "string", requiresArg: true, describe }) as const;

const compareOptions = {
	profile: text("quick, ci or certification: how many rounds, how long"),
	seed: text("whole number that orders and data follow from"),
	only: { ...text("workloads (default: the three at depth 1)"), array: true },
	duration: text("measured time of one child process, e.g. 250ms"),
	margin: text("throughput that may be lost, in percent (default: 2.5)"),
	prove: text("also compare the baseline with itself, delayed by so many percent"),
	"engine-config": text("JSON object, or a file with one"),
	...storageOptions,
	...commonOptions,
};

export function addCompareCommand(
	parser: Argv,
	context: CommandContext,
	finish: (code: number) => void,
): Argv {
	return parser.command(
		"compare <baseline> <candidate>",
		"is the candidate slower? paired rounds; exit 4 if it is",
		(sub) =>
			sub
				.positional("baseline", { type: "string" })
				.positional("candidate", { type: "string" })
				.options(compareOptions),
		async (typed) => {
			const options = {
				...common(typed),
				baseline: one(typed, "baseline") ?? "",
				candidate: one(typed, "candidate") ?? "",
				profile: one(typed, "profile"),
				seed: one(typed, "seed"),
				only: strings(typed, "only"),
				duration: one(typed, "duration"),
				margin: one(typed, "margin"),
				prove: one(typed, "prove"),
				engineConfig: one(typed, "engine-config"),
				target: one(typed, "target"),
				out: one(typed, "out") ?? "assay-results",
				yesDestroy: one(typed, "yes-destroy"),
			};
			const { compareCommand } = await import("./compare.ts");
			finish(await compareCommand(options, context));
		},
	);
}
