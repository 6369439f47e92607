import type { Query, Row } from "./database.ts";
import { type SeriesKey, seriesNumber } from "./entry.ts";

/** One run's value in a series. */
export interface SeriesPoint {
	readonly runId: string;
	/** When the run began, in milliseconds since 1970: the order of the points. */
	readonly at: number;
	/** Of the engine, then. */
	readonly version: string;
	readonly digest: string;
	readonly value: number;
}

/** Absent parts fit any. */
export type SeriesFilter = Partial<SeriesKey>;

export interface SeriesSummary extends SeriesKey {
	readonly points: number;
	readonly lastAt: number;
}

export async function seriesList(query: Query, filter: SeriesFilter): Promise<SeriesSummary[]> {
	const entries = Object.entries(filter).filter(([, value]) => value !== undefined);
	const asked = entries.map(([name], index) => fitting(columnOf(name), `$${index + 1}`));
	const rows = await query(
		`SELECT s.engine, s.workload, s.metric, s.host, s.setting,
			(SELECT COUNT(*) FROM assay_measurement m WHERE m.series = s.series) AS points,
			(SELECT MAX(m.at) FROM assay_measurement m WHERE m.series = s.series) AS last_at
		FROM assay_series s WHERE ${["TRUE", ...asked].join(" AND ")}
		ORDER BY points DESC, engine, workload, metric, host, setting`,
		entries.map(([, value]) => value),
	);
	// A prune may have left nothing of a series.
	return rows.map(seriesOf).filter(({ points }) => points > 0);
}

export async function pointsOf(
	query: Query,
	key: SeriesKey,
	since: number,
	newest?: number,
): Promise<SeriesPoint[]> {
	const all = `SELECT r.digest AS run_id, m.at, e.version, e.digest, m.value FROM assay_measurement m
		JOIN assay_engine e ON e.run = m.run AND e.ordinal = m.ordinal
		JOIN assay_run r ON r.run = m.run
		WHERE m.series = $1 AND m.at >= $2`;
	const given = [seriesNumber(key), since];
	if (newest === undefined) {
		return (await query(`${all} ORDER BY m.at, m.run, m.ordinal`, given)).map(pointOf);
	}
	const back = "ORDER BY m.at DESC, m.run DESC, m.ordinal DESC LIMIT $3";
	return (await query(`${all} ${back}`, [...given, newest])).map(pointOf).reverse();
}

/** A host by its fingerprint or its name. */
function fitting(column: string, place: string): string {
	if (column !== "host") return `s.${column} = ${place}`;
	return `(s.host = ${place} OR s.host IN (SELECT host FROM assay_run WHERE hostname = ${place}))`;
}

function columnOf(name: string): string {
	const known = ["engine", "workload", "metric", "host", "setting"].find((each) => each === name);
	if (known === undefined) throw new Error(`a series has no ${name}`);
	return known;
}

function seriesOf(row: Row): SeriesSummary {
	return {
		engine: String(row.engine),
		workload: String(row.workload),
		metric: String(row.metric),
		host: String(row.host),
		setting: String(row.setting),
		points: Number(row.points),
		lastAt: Number(row.last_at),
	};
}

function pointOf(row: Row): SeriesPoint {
	return {
		runId: String(row.run_id),
		at: Number(row.at),
		version: String(row.version),
		digest: String(row.digest),
		value: Number(row.value),
	};
}
