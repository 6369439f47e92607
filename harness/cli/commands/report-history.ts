/** The series of a history that a record has points in, up to its own run. */
import type { SeriesHistory } from "../../../results/report/index.ts";
import type { RunRecord } from "../../../results/schema/index.ts";
import { entryOfRecord, type History } from "../../../results/store/index.ts";
import { wholeWindowsFrom } from "../../../results/trend/index.ts";

/** What gates look at; the other percentiles are on the pages of --serve. */
const metrics: readonly string[] = ["iops", "latencyNs.p99", "stallNsMax"];
const pointsMost = 100;
const seriesMost = 400;

/** Later runs are left out: a report of an old run is about what was known with it. */
export async function seriesOfRecord(
	history: History,
	record: RunRecord,
): Promise<SeriesHistory[]> {
	const { measurements, summary } = entryOfRecord(record, "");
	const keys = measurements.map(({ key }) => key).filter(({ metric }) => metrics.includes(metric));
	const found: SeriesHistory[] = [];
	for (const key of keys.slice(0, seriesMost)) {
		const all = await history.series(key);
		const before = all.filter(({ at }) => at <= summary.startedAt);
		if (before.length === 0) continue;
		found.push({ ...key, points: before.slice(wholeWindowsFrom(before.length - pointsMost)) });
	}
	return found;
}
