/** `assay recheck` and `assay report`: what works on records alone. */
import type { Argv } from "yargs";
import { commonOptions, formatOption, reportOutOption } from "./option-table.ts";
import { common, one, strings } from "./typed.ts";

export function addRecordCommands(parser: Argv, finish: (code: number) => void): Argv {
	return parser
		.command(
			"recheck <record>",
			"judge a run's record again",
			(sub) => sub.positional("record", { type: "string" }).options(commonOptions),
			async (typed) => {
				const { recheckCommand } = await import("./commands/recheck.ts");
				finish(await recheckCommand(one(typed, "record") ?? "", common(typed)));
			},
		)
		.command(
			"report <record..>",
			"records of runs as files for pipelines and plotters",
			(sub) =>
				sub
					.positional("record", { type: "string", array: true })
					.options({ ...formatOption, ...reportOutOption, ...commonOptions }),
			async (typed) => {
				const options = {
					...common(typed),
					format: strings(typed, "format"),
					out: one(typed, "out"),
				};
				const { reportCommand } = await import("./commands/report.ts");
				finish(await reportCommand(strings(typed, "record") ?? [], options));
			},
		);
}
