/** `assay trend ENGINE WORKLOAD METRIC`: where a series changed. Advisory: it fails no build. */
import { shellWord } from "../../../results/schema/shell-word.ts";
import { schemaVersion } from "../../../results/schema/version.ts";
import type { History, SeriesPoint, SeriesSummary } from "../../../results/store/index.ts";
import {
	type ChangePoint,
	changePoints,
	isOver,
	keptText,
	keptWindows,
	wholeWindowsFrom,
	windowPoints,
} from "../../../results/trend/index.ts";
import { exitCodes } from "../../gate/exit.ts";
import type { CommonOptions } from "../context.ts";
import { printJson, printResult, say } from "../output.ts";
import { Refusal } from "../refusal.ts";
import { didYouMean } from "../suggest.ts";
import { withHistory } from "./history-open.ts";
import { trendLines } from "./trend-text.ts";

export interface TrendAsked extends CommonOptions {
	readonly place: string;
	readonly engine: string;
	readonly workload: string;
	readonly metric: string;
	readonly host: string | undefined;
	readonly setting: string | undefined;
	readonly since: number | undefined;
	/** At least so many of the newest points: up to half a window more. */
	readonly last: number;
}

/** A change, with the runs on either side of it. */
export interface ToldChange extends ChangePoint {
	readonly lastBefore: SeriesPoint;
	readonly firstAfter: SeriesPoint;
	/** Where a slide has come to its end; absent of a step, and of a slide that goes on. */
	readonly slideEnd?: SeriesPoint;
}

export interface ToldTrend {
	readonly series: SeriesSummary;
	readonly points: readonly SeriesPoint[];
	readonly changes: readonly ToldChange[];
	/** First points after what the divisive test alone took for a change. */
	readonly doubtful: readonly SeriesPoint[];
}

const lastDefault = 500;

export function readLast(text: string | undefined): number {
	if (text === undefined) return lastDefault;
	if (/^\d{1,5}$/.test(text) && Number(text) > 0) return Number(text);
	throw new Refusal(`--last ${text} is no count of points; give a whole number from 1 to 99999.`);
}

export async function trendCommand(asked: TrendAsked): Promise<number> {
	return await withHistory(asked.place, async (history) => {
		const series = await demandSeries(history, asked);
		const { points, all } = await newestPoints(history, series, asked);
		const trend = await trendOf(history, series, points);
		if (points.length < all) {
			say(`assay: the newest ${points.length} of ${all} points; more with --last`);
		}
		if (asked.json) {
			const { points, ...rest } = trend;
			const told = { ...rest, points: points.length };
			await printJson({ schemaVersion, history: history.place, ...told });
		} else {
			await printResult(trendLines(trend).join("\n"));
		}
		return exitCodes.pass;
	});
}

/** Of thousands of points only those that are looked at are read, where they can be counted. */
async function newestPoints(history: History, series: SeriesSummary, asked: TrendAsked) {
	const { since, last } = asked;
	if (since === undefined) {
		const newest = series.points - wholeWindowsFrom(series.points - last);
		return { points: await history.series(series, 0, newest), all: series.points };
	}
	const fitting = await history.series(series, since);
	const points = fitting.slice(wholeWindowsFrom(fitting.length - last));
	return { points, all: fitting.length };
}

/** What was found before in the same points is taken from the history, and kept there. */
async function trendOf(
	history: History,
	series: SeriesSummary,
	points: readonly SeriesPoint[],
): Promise<ToldTrend> {
	const values = points.map(({ value }) => value);
	const before = points.length < windowPoints ? [] : keptWindows(await history.keptTrend(series));
	const { changes, doubtful, kept } = changePoints(values, before);
	const known = new Set(before.map(({ checksum }) => checksum));
	if (kept.some(({ checksum }) => !known.has(checksum))) {
		await history.keepTrend(series, keptText(kept, before));
	}
	return {
		series,
		points,
		changes: changes.flatMap((change) => {
			const lastBefore = points[change.at - 1];
			const firstAfter = points[change.at];
			if (lastBefore === undefined || firstAfter === undefined) return [];
			const slideEnd = isOver(change, points.length) ? points[change.until ?? 0] : undefined;
			const over = slideEnd === undefined ? {} : { slideEnd };
			return [{ ...change, lastBefore, firstAfter, ...over }];
		}),
		doubtful: doubtful.flatMap((at) => points[at] ?? []),
	};
}

/** Numbers of two hosts, or of two settings, are no one series. */
async function demandSeries(history: History, asked: TrendAsked): Promise<SeriesSummary> {
	const { engine, workload, metric, host, setting } = asked;
	const fitting = await history.seriesList({
		...{ engine, workload, metric },
		...(host === undefined ? {} : { host }),
		...(setting === undefined ? {} : { setting }),
	});
	const [only] = fitting;
	if (only !== undefined && fitting.length === 1) return only;
	if (only === undefined) throw new Refusal(await noSeries(history, asked));
	const own = fitting.slice(0, 5).map((each) => {
		return `--host ${each.host} --setting ${shellWord(each.setting)} (${each.points} points)`;
	});
	throw new Refusal(
		`${fitting.length} series of ${engine} ${workload} ${metric} differ in host or setting; name one: ${own.join("; ")}.`,
	);
}

/** The first of the three names that the history doesn't have, and what it may have been. */
async function noSeries(history: History, asked: TrendAsked): Promise<string> {
	const where = `the history ${history.place}`;
	let known = await history.seriesList();
	if (known.length === 0) return `There are no measurements in ${where}; run 'assay bench' first.`;
	for (const part of ["engine", "workload", "metric"] as const) {
		const names = [...new Set(known.map((each) => each[part]))];
		known = known.filter((each) => each[part] === asked[part]);
		if (known.length > 0) continue;
		const hint = didYouMean(asked[part], names, `it has ${names.slice(0, 12).join(", ")}`);
		return `There is no ${part} ${asked[part]} in ${where}${hint}`;
	}
	return `No series in ${where} has this host and setting; leave out --host and --setting to see them.`;
}
