/** `assay recheck` and `assay report`: what works on records alone. */
import type { Argv } from "yargs";
import { commonOptions, formatOption, reportOutOption, serveOptions } from "./option-table.ts";
import { Refusal } from "./refusal.ts";
import { type Arguments, common, isSet, one, strings } from "./typed.ts";

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
			"report [record..]",
			"records of runs as files for pipelines and plotters; --serve: the history as pages",
			(sub) =>
				sub
					.positional("record", { type: "string", array: true })
					.options({ ...formatOption, ...reportOutOption, ...serveOptions, ...commonOptions }),
			async (typed) => {
				if (isSet(typed, "serve")) {
					finish(await serve(typed));
					return;
				}
				refuseWords(typed, ["port"], "is about --serve; add it");
				const records = strings(typed, "record") ?? [];
				if (records.length === 0) {
					throw new Refusal(
						"The command report needs a RECORD, or --serve; see 'assay report --help'.",
					);
				}
				const { historyPlace } = await import("./commands/history-place.ts");
				const asked = one(typed, "history") === undefined ? undefined : historyPlace(typed);
				const options = {
					...common(typed),
					format: strings(typed, "format"),
					out: one(typed, "out"),
					history: asked,
				};
				const { reportCommand } = await import("./commands/report.ts");
				finish(await reportCommand(records, options));
			},
		);
}

async function serve(typed: Arguments): Promise<number> {
	refuseWords(typed, ["format", "record"], "makes files, and --serve none; leave one out");
	const { readPort, serveCommand } = await import("./commands/report-serve.ts");
	const { historyPlace } = await import("./commands/history-place.ts");
	const place = historyPlace(typed);
	return await serveCommand({ ...common(typed), place, port: readPort(one(typed, "port")) });
}

function refuseWords(typed: Arguments, names: readonly string[], why: string): void {
	const given = names.find((name) => (strings(typed, name) ?? []).length > 0);
	if (given === undefined) return;
	throw new Refusal(`${given === "record" ? "A RECORD" : `--${given}`} ${why}.`);
}
