/** The words of `assay trend`, for the parser. */
import type { Argv } from "yargs";
import { commonOptions, trendOptions } from "../option-table.ts";
import { common, one } from "../typed.ts";
import { historyPlace } from "./history-place.ts";

export function addTrendCommand(parser: Argv, finish: (code: number) => void): Argv {
	return parser.command(
		"trend <engine> <workload> <metric>",
		"where a kept series of measurements changed",
		(sub) =>
			sub
				.positional("engine", { type: "string", describe: "name of the engine" })
				.positional("workload", { type: "string", describe: "such as randread-4k-qd1" })
				.positional("metric", { type: "string", describe: "such as iops or latencyNs.p99" })
				.options({ ...trendOptions, ...commonOptions }),
		async (typed) => {
			const { readTime } = await import("./history-filter.ts");
			const { readLast, trendCommand } = await import("./trend.ts");
			const asked = {
				...common(typed),
				place: historyPlace(typed),
				engine: one(typed, "engine") ?? "",
				workload: one(typed, "workload") ?? "",
				metric: one(typed, "metric") ?? "",
				host: one(typed, "host"),
				setting: one(typed, "setting"),
				since: readTime("since", one(typed, "since")),
				last: readLast(one(typed, "last")),
			};
			finish(await trendCommand(asked));
		},
	);
}
