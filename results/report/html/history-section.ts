import { changePoints } from "../../trend/index.ts";
import { named } from "../pipelines/report-case.ts";
import { safe } from "../text.ts";
import { shownTime } from "./history-pages.ts";
import { figure, markup, missing, numberTable } from "./markup.ts";
import { percent } from "./shift.ts";
import { plottable } from "./slots.ts";
import { changeWord, type SeriesName, shown, type TrendPoint, trendChart } from "./trend-chart.ts";

/** A series that the run of the report has a point in, the oldest point first. */
export interface SeriesHistory extends SeriesName {
	readonly points: readonly TrendPoint[];
}

/** Each takes a while: the test for change points is calibrated on the series itself. */
const seriesMost = 30;

/** The run beside those before it: its series, those with change points first. */
export function historyBlocks(given: readonly SeriesHistory[]): string[] {
	const series = given
		.slice(0, seriesMost)
		.map((each) => {
			const points = each.points.filter(({ value }) => plottable(value));
			const { changes } = changePoints(points.map(({ value }) => value));
			return { name: each, points, changes };
		})
		.filter(({ points }) => points.length > 1)
		.sort((a, b) => b.changes.length - a.changes.length);
	const left = Math.max(0, given.length - seriesMost);
	const alone = given.length - left - series.length;
	return [
		...series.map(({ name, points, changes }) => {
			const told = changes.map((change) => {
				const { version = "", runId = "" } = points[change.at] ?? {};
				return `${percent(change.effect)} ${changeWord(change)} ${safe(version, 60)} (run ${runId.slice(0, 12)})`;
			});
			const what = `${named(name.engine)} ${named(name.workload)} ${safe(name.metric, 60)}`;
			const caption = `${what}: ${told.length === 0 ? "no change point" : told.join(", ")}`;
			return figure(caption, trendChart(name, points, changes), table(name, points));
		}),
		left === 0 ? "" : missing(`${left} further series are in the history.`),
		alone === 0 ? "" : missing(`${alone} of ${given.length} series have fewer than two points.`),
		given.length === 0 ? missing("The history has no run like this one.") : "",
	];
}

function table(name: SeriesName, points: readonly TrendPoint[]): string {
	const rows = points.map(({ at, version, value, runId }, index) => [
		...[String(index + 1), shownTime(at), runId.slice(0, 12), safe(version, 60)],
		shown(name, value),
	]);
	return markup`<p>host ${safe(name.host, 60)}, ${safe(name.setting, 300)}</p>`.concat(
		numberTable("by run", ["", "began (UTC)", "run", "version", safe(name.metric, 60)], rows),
	);
}
