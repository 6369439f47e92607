/** The words of `assay plan`, for the parser. */
import type { Argv } from "yargs";
import type { CommandContext } from "../context.ts";
import { planOptions } from "../option-table.ts";
import { Refusal } from "../refusal.ts";
import { common, isSet, one, strings } from "../typed.ts";
import { keptPlace } from "./history-place.ts";

export function addPlanCommand(
	parser: Argv,
	context: CommandContext,
	finish: (code: number) => void,
): Argv {
	return parser.command(
		"plan [engine..]",
		"divides a certification among the jobs of a pipeline",
		(sub) => sub.positional("engine", { type: "string" }).options(planOptions),
		async (typed) => {
			const options = common(typed);
			const matrix = isSet(typed, "matrix");
			if (matrix && options.json) {
				throw new Refusal("--matrix and --json are two documents; give one of them.");
			}
			const { readShards } = await import("./plan-option.ts");
			const asked = {
				...options,
				run: {
					engines: strings(typed, "engine") ?? [],
					baseline: one(typed, "baseline"),
					profile: one(typed, "profile"),
					seed: one(typed, "seed"),
					only: strings(typed, "only"),
					skip: strings(typed, "skip"),
					duration: one(typed, "duration"),
				},
				shards: readShards(one(typed, "shards")),
				// A matrix holds no plan file: its jobs divide by what every host estimates alike.
				history: matrix ? undefined : keptPlace(typed),
				baselineHistory: keptPlace(typed),
				matrix,
			};
			const { planCommand } = await import("./plan.ts");
			finish(await planCommand(asked, context));
		},
	);
}
