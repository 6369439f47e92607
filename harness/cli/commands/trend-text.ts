/** A trend for people: the series, and a line a change. Pure. */
import { safe } from "../../../results/report/text.ts";
import type { SeriesPoint } from "../../../results/store/index.ts";
import { counted, shortId, shownTime, shownValue } from "./history-text.ts";
import type { ToldChange, ToldTrend } from "./trend.ts";

/** Fewer cannot be divided: five on either side. */
const pointsMin = 10;

export function trendLines({ series, points, changes, doubtful }: ToldTrend): string[] {
	const { engine, workload, metric, host, setting } = series;
	const [first] = points;
	const last = points.at(-1);
	const span =
		first === undefined || last === undefined
			? ""
			: `, ${shownTime(first.at)} to ${shownTime(last.at)} UTC`;
	return [
		safe(`${engine} ${workload} ${metric}, host ${host}, ${setting}`),
		`${counted(points.length)}${span}`,
		...changes.flatMap((change) => changeLines(change, metric)),
		...doubtful.map((point) => {
			return `doubtful: something from ${where(point)} on, which a step fit does not confirm`;
		}),
		summary(points.length, changes.length),
	];
}

function summary(points: number, changes: number): string {
	if (points < pointsMin) return `too few runs to tell: ${pointsMin} are the least`;
	return changes === 0 ? "no change found" : changes === 1 ? "1 change" : `${changes} changes`;
}

function changeLines(change: ToldChange, metric: string): string[] {
	const { before, after, effect, confidence, lastBefore, firstAfter } = change;
	const share = effect === undefined ? "" : ` (${percent(effect)}, ${judged(metric, effect)})`;
	const sure = `confidence ${(confidence * 100).toFixed(1)} %`;
	const counts = `${change.pointsBefore} runs before, ${change.pointsAfter} after`;
	const { until, slideEnd } = change;
	const end = slideEnd === undefined ? "  and it goes on" : `  until   ${where(slideEnd)}`;
	return [
		`${until === undefined ? "" : "slide: "}${shownValue(metric, before)} -> ${shownValue(metric, after)}${share}, ${sure}, ${counts}`,
		`  between ${where(lastBefore)}`,
		`  and     ${where(firstAfter)}`,
		...(until === undefined ? [] : [end]),
	];
}

function where({ runId, at, version, digest }: SeriesPoint): string {
	const engine = `version ${version}, digest ${shortId(digest)}`;
	return safe(`run ${shortId(runId)}, ${shownTime(at)}, ${engine}`);
}

function percent(share: number): string {
	return `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)} %`;
}

/** Of throughput more is better, of everything else that is measured less. */
function judged(metric: string, effect: number): string {
	return effect > 0 === (metric === "iops") ? "better" : "worse";
}
