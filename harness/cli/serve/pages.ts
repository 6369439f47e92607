/** The pages of a history: runs, engines, trends, and the report of one run. */

import {
	enginesPage,
	historyLinks,
	historyPage,
	runsPage,
} from "../../../results/report/html/history-pages.ts";
import { markup } from "../../../results/report/html/markup.ts";
import { toHtml } from "../../../results/report/html/page.ts";
import { seriesPage, trendsPage } from "../../../results/report/html/trend-page.ts";
import { comparisonPage } from "../../../results/report/index.ts";
import { parseRecord } from "../../../results/schema/index.ts";
import type { History, SeriesKey } from "../../../results/store/index.ts";
import { wholeWindowsFrom } from "../../../results/trend/index.ts";
import type { Pages } from "./answer.ts";

const runsMost = 500;
const seriesMost = 500;
const pointsMost = 500;

export function historyPages(history: History): Pages {
	return async ({ pathname, searchParams }) => {
		const engine = searchParams.get("engine") ?? undefined;
		const own = engine === undefined ? {} : { engine };
		switch (pathname) {
			case "/": {
				const runs = await history.runs({ ...own, limit: runsMost + 1 });
				return runsPage(runs.slice(0, runsMost), history.place, runs.length > runsMost);
			}
			case "/engines":
				return enginesPage(await history.runs({ limit: runsMost }));
			case "/trends": {
				const series = await history.seriesList(own);
				return trendsPage(series.slice(0, seriesMost), series.length > seriesMost);
			}
			case "/series": {
				const key = keyOf(searchParams);
				return key === undefined ? undefined : await trendOf(history, key);
			}
		}
		const [, runId] = /^\/runs\/([0-9a-f]{64})$/.exec(pathname) ?? [];
		return runId === undefined ? undefined : await runPage(history, runId);
	};
}

function keyOf(asked: URLSearchParams): SeriesKey | undefined {
	const [engine, workload, metric, host, setting] = [
		...["engine", "workload", "metric", "host", "setting"].map((name) => asked.get(name)),
	];
	if (engine == null || workload == null || metric == null) return undefined;
	return host == null || setting == null ? undefined : { engine, workload, metric, host, setting };
}

async function trendOf(history: History, key: SeriesKey): Promise<string | undefined> {
	const all = await history.series(key);
	if (all.length === 0) return undefined;
	// Windows stay where they are when points are added: so do the changes found in them.
	const points = all.slice(wholeWindowsFrom(all.length - pointsMost));
	return seriesPage(key, points, all.length - points.length);
}

async function runPage(history: History, runId: string): Promise<string | undefined> {
	const text = await history.recordText(runId);
	if (text === undefined) return undefined;
	const comparison = await comparisonPage(text, historyLinks);
	if (comparison !== undefined) {
		return "html" in comparison ? comparison.html : unreadable(comparison.problem);
	}
	const parsed = parseRecord(text);
	return parsed.ok ? toHtml(parsed.record, historyLinks) : unreadable(parsed.message);
}

function unreadable(problem: string): string {
	return historyPage("This run cannot be shown", [markup`<p>${problem}</p>`]);
}
