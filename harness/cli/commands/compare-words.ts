/** The words of `assay compare`, for the parser. */
import type { Argv } from "yargs";
import type { CommandContext } from "../context.ts";
import { compareOptions } from "../option-table.ts";
import { common, one, outOf, strings } from "../typed.ts";
import { keptPlace } from "./history-place.ts";

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
				out: outOf(typed),
				history: keptPlace(typed),
				yesDestroy: one(typed, "yes-destroy"),
			};
			const { compareCommand } = await import("./compare.ts");
			finish(await compareCommand(options, context));
		},
	);
}
