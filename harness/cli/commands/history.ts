/** `assay history`: the runs that were kept, one of them, or one series of numbers. */
import { schemaVersion } from "../../../results/schema/index.ts";
import type { History, RunFilter, RunSummary, SeriesFilter } from "../../../results/store/index.ts";
import { exitCodes } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { columnsOf, printJson, printResult, say } from "../output.ts";
import { Refusal } from "../refusal.ts";
import { withHistory } from "./history-open.ts";
import { showRun, textOfRun } from "./history-run.ts";
import { pointLines, runLines, seriesLines } from "./history-text.ts";

export interface HistoryAsked extends CommonOptions {
	readonly place: string;
	/** First digits of an id, or `last`. */
	readonly run: string | undefined;
	readonly runs: RunFilter;
	readonly limit: number;
	/** Set when a metric was named. */
	readonly series: SeriesFilter | undefined;
}

export async function historyCommand(asked: HistoryAsked): Promise<number> {
	return await withHistory(asked.place, async (history) => {
		if (asked.run !== undefined) return await showOne(history, asked.run, asked);
		if (asked.series !== undefined) return await showSeries(history, asked.series, asked);
		const runs = await history.runs({ ...asked.runs, limit: asked.limit });
		if (asked.json) await printJson({ schemaVersion, history: history.place, runs });
		else await printResult(runs.length === 0 ? "no run fits" : text(runLines(runs, columns())));
		if (runs.length === asked.limit) say(`assay: the newest ${asked.limit}; more with --limit`);
		return exitCodes.pass;
	});
}

async function showOne(history: History, word: string, options: HistoryAsked): Promise<number> {
	const run = await demandRun(history, word, options.runs);
	const stored = await textOfRun(history, run);
	if (options.json) {
		const record: unknown = JSON.parse(stored);
		await printJson({ schemaVersion, history: history.place, run, record });
	} else await showRun(run, stored, options);
	return exitCodes.pass;
}

async function demandRun(history: History, word: string, filter: RunFilter): Promise<RunSummary> {
	if (word === "last") {
		const [newest] = await history.runs({ ...filter, limit: 1 });
		if (newest !== undefined) return newest;
		throw new Refusal(`No run in the history ${history.place} fits.`);
	}
	if (!/^[0-9a-f]+$/.test(word)) {
		throw new Refusal(`Run ${word} is no id; give the first digits of one, or 'last'.`);
	}
	const found = await history.withPrefix(word);
	const [only] = found;
	if (only !== undefined && found.length === 1) return only;
	throw new Refusal(
		found.length === 0
			? `No run in the history ${history.place} has an id that begins with ${word}; see 'assay history'.`
			: `${found.length} runs have an id that begins with ${word}; give more digits of it.`,
	);
}

async function showSeries(
	history: History,
	filter: SeriesFilter,
	{ json, runs, limit }: HistoryAsked,
): Promise<number> {
	const fitting = await history.seriesList(filter);
	const [only] = fitting;
	if (only === undefined) {
		throw new Refusal(
			`No series in the history ${history.place} fits; 'assay history' lists runs.`,
		);
	}
	if (fitting.length > 1) {
		say(`assay: ${fitting.length} series fit; name one with --engine, --workload, --setting, ...`);
		const shown = fitting.slice(0, limit);
		if (json) await printJson({ schemaVersion, history: history.place, series: fitting });
		else await printResult(text(seriesLines(shown, columns())));
		return exitCodes.usage;
	}
	const points = await history.series(only, runs.since);
	if (json) await printJson({ schemaVersion, history: history.place, series: [only], points });
	else await printResult(text(pointLines(only, points, columns())));
	return exitCodes.pass;
}

function columns(): number {
	return columnsOf(process.stdout);
}

function text(lines: readonly string[]): string {
	return lines.join("\n");
}
