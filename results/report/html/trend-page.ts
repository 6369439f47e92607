import { type ChangePoint, changePoints } from "../../trend/index.ts";
import { named } from "../pipelines/report-case.ts";
import { safe } from "../text.ts";
import { historyPage, pageLink, runLink, shownTime } from "./history-pages.ts";
import { htmlTable, markup, missing } from "./markup.ts";
import { percent } from "./shift.ts";
import {
	changeWord,
	type SeriesName,
	shown,
	type TrendPoint,
	trendCaption,
	trendChart,
} from "./trend-chart.ts";

export interface SeriesRow extends SeriesName {
	readonly points: number;
	readonly lastAt: number;
}

/** Which series there are; each leads to its trend. */
export function trendsPage(series: readonly SeriesRow[], more: boolean): string {
	const rows = series.map((each) => [
		pageLink(named(each.workload), "/series", asked(each)),
		...[{ text: named(each.metric) }, { text: named(each.engine) }],
		{ text: String(each.points), kind: "n" },
		...[
			{ text: shownTime(each.lastAt) },
			{ text: named(each.host) },
			{ text: named(each.setting) },
		],
	]);
	const heads = ["workload", "metric", "engine", "points", "last (UTC)", "host", "setting"];
	return historyPage("Trends", [
		rows.length === 0
			? "<p>No series fits.</p>"
			: htmlTable("series, the fullest first", heads, rows),
		more ? markup`<p>The fullest ${series.length}; the others by their engine.</p>` : "",
	]);
}

function asked({ engine, workload, metric, host, setting }: SeriesName): Record<string, string> {
	return { engine, workload, metric, host, setting };
}

/** One series with its change points, each run a link. `older`: so many are not shown. */
export function seriesPage(name: SeriesName, points: readonly TrendPoint[], older: number): string {
	const finite = points.filter(({ value }) => Number.isFinite(value));
	const { changes } = changePoints(finite.map(({ value }) => value));
	const title = `${named(name.engine)} ${named(name.workload)} ${safe(name.metric, 60)}`;
	const told = changes.map((change) => {
		const { text, to } = runLink(finite[change.at]?.runId ?? "");
		const words = `${percent(change.effect)} ${changeWord(change)} `;
		const rest = `: ${shown(name, change.before)} to ${shown(name, change.after)}, p ${change.pValue.toPrecision(2)}`;
		return markup`<li>${words}<a href="${to ?? ""}">${text}</a>${rest}</li>`;
	});
	return historyPage(title, [
		markup`<p>host ${safe(name.host, 100)}, ${safe(name.setting, 400)}</p>`,
		older > 0 ? markup`<p>The newest ${points.length}; ${older} older ones are left out.</p>` : "",
		told.length === 0
			? "<p>No change point.</p>"
			: `<h2>Change points</h2><ul>${told.join("")}</ul>`,
		finite.length < 2
			? missing("A trend needs two points at least.")
			: trendFigure(name, finite, changes),
		table(name, finite, changes),
	]);
}

function trendFigure(
	name: SeriesName,
	points: readonly TrendPoint[],
	changes: readonly ChangePoint[],
): string {
	const chart = trendChart(name, points, changes);
	return `<figure><figcaption>${trendCaption}</figcaption>${chart}</figure>`;
}

/** What is behind the chart, open: each run is a link to its report. */
function table(
	name: SeriesName,
	points: readonly TrendPoint[],
	changes: readonly ChangePoint[],
): string {
	const at = new Map(changes.map((change) => [change.at, change]));
	const rows = points.map(({ runId, at: time, version, value }, index) => [
		...[{ text: String(index + 1), kind: "n" }, { text: shownTime(time) }, runLink(runId)],
		...[{ text: safe(version, 100) }, { text: shown(name, value), kind: "n" }],
		{ text: percentAt(at.get(index)) },
	]);
	const heads = ["", "began (UTC)", "run", "version", name.metric, "change"];
	return htmlTable("the runs of the chart", heads, rows.reverse());
}

function percentAt(change: ChangePoint | undefined): string {
	return change === undefined ? "" : percent(change.effect);
}
