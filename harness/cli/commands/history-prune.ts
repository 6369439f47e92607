/** `assay history prune`: which runs are beyond the retention; removed only when told so. */
import { schemaVersion } from "../../../results/schema/index.ts";
import type { Retention, RunFilter, RunSummary } from "../../../results/store/index.ts";
import { exitCodes } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { columnsOf, printJson, printResult } from "../output.ts";
import { withHistory } from "./history-open.ts";
import { counted, runLines } from "./history-text.ts";

export interface PruneAsked extends CommonOptions {
	readonly place: string;
	readonly runs: RunFilter;
	readonly retention: Retention;
	/** Else it is only shown. */
	readonly apply: boolean;
}

export async function pruneCommand({
	place,
	runs,
	retention,
	apply,
	json,
}: PruneAsked): Promise<number> {
	return await withHistory(place, async (history) => {
		const beyond = new Set(await history.beyond(runs, retention));
		const all = await history.runs(runs);
		const going = all.filter(({ runId }) => beyond.has(runId));
		const removed = apply ? await history.remove([...beyond]) : 0;
		const staying = all.length - going.length;
		if (json) {
			const runIds = going.map(({ runId }) => runId);
			await printJson({ schemaVersion, history: history.place, apply, removed, staying, runIds });
		} else await printResult(lines(going, staying, apply).join("\n"));
		return exitCodes.pass;
	});
}

function lines(going: readonly RunSummary[], staying: number, apply: boolean): string[] {
	const shown = runLines(going, columnsOf(process.stdout));
	const told = apply
		? `Removed: ${counted(going.length)}; ${staying} of those asked about stay.`
		: `A dry run: ${counted(going.length)} would go, ${staying} of those asked about stay; --apply removes them.`;
	return going.length === 0 ? [told] : [...shown, told];
}
