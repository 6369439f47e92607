/** A history for people: tables of runs, series and points. Pure. */
// Not by way of the room's index, which loads every format of a report.
import { formatNs, formatRate } from "../../../results/report/format.ts";
import { table } from "../../../results/report/table.ts";
import { clip, safe } from "../../../results/report/text.ts";
import { shellWord } from "../../../results/schema/shell-word.ts";
import type { RunSummary, SeriesPoint, SeriesSummary } from "../../../results/store/index.ts";

const shortDigits = 12;
const plain = (text: string) => text;

export function shortId(runId: string): string {
	return runId.slice(0, shortDigits);
}

/** UTC, to the minute: a history is of many hosts. */
export function shownTime(at: number): string {
	return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

export function runLines(runs: readonly RunSummary[], columns: number): string[] {
	const heads = ["run", "began (UTC)", "command", "engines", "host", "profile", "verdict"];
	const rows = runs.map((run) => [
		shortId(run.runId),
		shownTime(run.startedAt),
		run.shard === undefined ? run.command : `${run.command} ${run.shard}`,
		run.engines.map(({ name, version }) => `${name} ${version}`).join(", "),
		run.hostname,
		run.profile,
		run.complete ? run.verdict : `${run.verdict} (interrupted)`,
	]);
	return drawn(heads, rows, columns);
}

/** Settings are long and few: a letter in the table, the text below it. */
export function seriesLines(series: readonly SeriesSummary[], columns: number): string[] {
	const settings = [...new Set(series.map(({ setting }) => setting))];
	const heads = ["points", "last (UTC)", "engine", "workload", "metric", "host", "setting"];
	const rows = series.map((each) => [
		String(each.points),
		shownTime(each.lastAt),
		each.engine,
		each.workload,
		each.metric,
		each.host,
		letter(settings.indexOf(each.setting)),
	]);
	const told = settings.map((setting, index) =>
		safe(`${letter(index)}: --setting ${shellWord(setting)}`),
	);
	return [...drawn(heads, rows, columns), ...told];
}

/** a, b, ... z, aa, ab, ... */
function letter(index: number): string {
	const last = String.fromCharCode(97 + (index % 26));
	return index < 26 ? last : letter(Math.floor(index / 26) - 1) + last;
}

export function counted(runs: number): string {
	return runs === 1 ? "1 run" : `${runs} runs`;
}

export function pointLines(
	series: SeriesSummary,
	points: readonly SeriesPoint[],
	columns: number,
): string[] {
	const { engine, workload, metric, host, setting } = series;
	const rows = points.map(({ runId, at, version, digest, value }) => [
		shownTime(at),
		version,
		shortId(digest),
		shownValue(metric, value),
		shortId(runId),
	]);
	return [
		safe(`${engine} ${workload} ${metric}, host ${host}, ${setting}`),
		...drawn(["began (UTC)", "version", "digest", metric, "run"], rows, columns),
	];
}

export function shownValue(metric: string, value: number): string {
	return metric === "iops" ? formatRate(value) : formatNs(value);
}

function drawn(heads: readonly string[], rows: readonly string[][], columns: number): string[] {
	const cells = rows.map((row) => row.map((text) => ({ text: clip(safe(text), 60) })));
	return table(
		heads.map((head) => ({ head })),
		cells,
		columns,
		plain,
	);
}
