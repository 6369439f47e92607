/** The words of `assay history`, for the parser. */
import type { Argv } from "yargs";
import { commonOptions, historyOptions, pruneOptions } from "../option-table.ts";
import { common, isSet, one, strings } from "../typed.ts";
import { historyPlace } from "./history-place.ts";

type Finish = (code: number) => void;

export function addHistoryCommand(parser: Argv, finish: Finish): Argv {
	return parser.command(
		"history [run]",
		"the runs that were kept; one of them; with --metric one series",
		(sub) =>
			addSubcommands(sub, finish)
				.positional("run", { type: "string", describe: "first digits of its id, or 'last'" })
				.options({ ...historyOptions, ...commonOptions }),
		async (typed) => {
			const { readLimit, readRunFilter, readSeriesFilter } = await import("./history-filter.ts");
			const { historyCommand } = await import("./history.ts");
			const asked = {
				...common(typed),
				place: historyPlace(typed),
				run: one(typed, "run"),
				runs: readRunFilter(typed),
				limit: readLimit(typed),
				series: one(typed, "metric") === undefined ? undefined : readSeriesFilter(typed),
			};
			finish(await historyCommand(asked));
		},
	);
}

function addSubcommands(sub: Argv, finish: Finish): Argv {
	return sub
		.command(
			"import <file..>",
			"adds record files, directories of runs and exported histories",
			(own) => own.positional("file", { type: "string" }),
			async (typed) => {
				const { importCommand } = await import("./history-import.ts");
				finish(
					await importCommand(strings(typed, "file") ?? [], historyPlace(typed), common(typed)),
				);
			},
		)
		.command(
			"export [file]",
			"writes the runs that fit as NDJSON (default: to stdout)",
			(own) => own.positional("file", { type: "string" }),
			async (typed) => {
				const { readRunFilter } = await import("./history-filter.ts");
				const { exportCommand } = await import("./history-export.ts");
				finish(await exportCommand(historyPlace(typed), readRunFilter(typed), one(typed, "file")));
			},
		)
		.command(
			"prune",
			"shows which runs are beyond --keep and --older-than; --apply removes them",
			(own) => own.options(pruneOptions),
			async (typed) => {
				const { readRetention, readRunFilter } = await import("./history-filter.ts");
				const { pruneCommand } = await import("./history-prune.ts");
				const asked = {
					...common(typed),
					place: historyPlace(typed),
					runs: readRunFilter(typed),
					retention: readRetention(typed),
					apply: isSet(typed, "apply"),
				};
				finish(await pruneCommand(asked));
			},
		);
}
