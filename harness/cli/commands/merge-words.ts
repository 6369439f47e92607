/** The words of `assay merge`, for the parser. */
import type { Argv } from "yargs";
import { commonOptions, formatOption, storageOptions } from "../option-table.ts";
import { common, outOf, strings } from "../typed.ts";

export function addMergeCommand(parser: Argv, finish: (code: number) => void): Argv {
	return parser.command(
		"merge <record..>",
		"the parts of a run (--shard) as one verdict; a missing part is no pass",
		(sub) =>
			sub
				.positional("record", { type: "string" })
				.options({ ...formatOption, out: storageOptions.out, ...commonOptions }),
		async (typed) => {
			const options = {
				...common(typed),
				format: strings(typed, "format"),
				out: outOf(typed),
			};
			const { mergeCommand } = await import("./merge.ts");
			finish(await mergeCommand(strings(typed, "record") ?? [], options));
		},
	);
}
