import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { type ChangePoint, changePoints } from "../../trend/index.ts";
import { formatNs, formatRate } from "../format.ts";
import { named } from "../pipelines/report-case.ts";
import { safe } from "../text.ts";
import { type Axis, bottomOf, box, frame, round } from "./frame.ts";
import { historyPage, runLink, shownTime } from "./history-pages.ts";
import { htmlTable, markup, missing } from "./markup.ts";
import { markers } from "./over-time.ts";
import { percent } from "./shift.ts";

const height = 200;

export interface SeriesName {
	readonly engine: string;
	readonly workload: string;
	readonly metric: string;
	readonly host: string;
	readonly setting: string;
}

export interface SeriesRow extends SeriesName {
	readonly points: number;
	readonly lastAt: number;
}

export interface TrendPoint {
	readonly runId: string;
	readonly at: number;
	readonly version: string;
	readonly value: number;
}

/** Which series there are; each leads to its trend. */
export function trendsPage(series: readonly SeriesRow[], more: boolean): string {
	const rows = series.map((each) => [
		{ text: named(each.workload), to: `/series?${asked(each)}` },
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

function asked({ engine, workload, metric, host, setting }: SeriesName): string {
	return new URLSearchParams({ engine, workload, metric, host, setting }).toString();
}

/** One series with its change points, each run a link. `older`: so many are not shown. */
export function seriesPage(name: SeriesName, points: readonly TrendPoint[], older: number): string {
	const finite = points.filter(({ value }) => Number.isFinite(value));
	const { changes } = changePoints(finite.map(({ value }) => value));
	const title = `${named(name.engine)} ${named(name.workload)} ${safe(name.metric, 60)}`;
	const told = changes.map((change) => {
		const { text, to } = runLink(finite[change.at]?.runId ?? "");
		const words = `${percent(change.effect)} with `;
		const rest = `: ${shown(name, change.before)} to ${shown(name, change.after)}, p ${change.pValue.toPrecision(2)}`;
		return markup`<li>${words}<a href="${to ?? ""}">${text}</a>${rest}</li>`;
	});
	return historyPage(title, [
		markup`<p>host ${safe(name.host, 100)}, ${safe(name.setting, 400)}</p>`,
		older > 0 ? markup`<p>The newest ${points.length}; ${older} older ones are left out.</p>` : "",
		told.length === 0
			? "<p>No change point.</p>"
			: `<h2>Change points</h2><ul>${told.join("")}</ul>`,
		finite.length < 2 ? missing("A trend needs two points at least.") : draw(name, finite, changes),
		table(name, finite, changes),
	]);
}

function shown({ metric }: SeriesName, value: number): string {
	return metric === "iops" ? formatRate(value) : formatNs(value);
}

function draw(
	name: SeriesName,
	points: readonly TrendPoint[],
	changes: readonly ChangePoint[],
): string {
	const atX = scaleLinear()
		.domain([0.5, points.length + 0.5])
		.range([box.left, box.right]);
	const most = points.reduce((high, { value }) => Math.max(high, value), 0);
	const atY = scaleLinear()
		.domain([0, most > 0 ? most * 1.08 : 1])
		.range([bottomOf(height), box.top]);
	const ticks = atX.ticks(10).filter(Number.isInteger);
	const x: Axis = { at: atX, ticks: ticks.map((at) => [at, String(at)]), label: "run" };
	const y: Axis = {
		at: atY,
		ticks: atY.ticks(5).map((value) => [value, value === 0 ? "0" : shown(name, value)]),
	};
	const path = line<TrendPoint>(
		(_, index) => atX(index + 1),
		({ value }) => atY(value),
	).digits(1);
	const edges = [0, ...changes.map(({ at }) => at), points.length];
	const levels = edges.slice(1).map((end, index) => {
		const level = changes[index]?.before ?? changes[index - 1]?.after;
		const [from, to] = [round(atX((edges[index] ?? 0) + 0.5)), round(atX(end + 0.5))];
		return level === undefined ? "" : `M${from} ${round(atY(level))}H${to}`;
	});
	const layers = [
		markers(
			changes.map(({ at }) => at + 0.5),
			x,
			height,
			`${changes.length} change points`,
		),
		`<path class="line s0" d="${path(points) ?? ""}"/>`,
		`<path class="average" d="${levels.join("")}"/>`,
		...points.map(
			({ version, value }, index) =>
				`<circle class="dot s0" cx="${round(atX(index + 1))}" cy="${round(atY(value))}" r="2.5">${markup`<title>${index + 1}: ${shown(name, value)}, ${safe(version, 60)}</title>`}</circle>`,
		),
	];
	const chart = frame("Trend", height, x, y, layers);
	const caption = "By run, the oldest first; upright lines: change points, dotted: medians between";
	return `<figure><figcaption>${caption}</figcaption>${chart}</figure>`;
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
