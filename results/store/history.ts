import { Database, type Row } from "./database.ts";
import { digestOf, keysOf } from "./digest.ts";
import { type Entry, type RunSummary, type SeriesKey, seriesNumber } from "./entry.ts";
import { conditionOf, type RunFilter } from "./filter.ts";
import { insertEntry } from "./insert.ts";
import { migrate } from "./migrations.ts";
import { StoreError } from "./problem.ts";
import { beyond, type Retention, removeRuns } from "./prune.ts";
import { selectRuns } from "./rows.ts";

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

export interface HistoryOptions {
	/** Makes the SQLite file if there is none; for those who have a run to keep. */
	readonly create?: boolean;
}

/** Every method rejects with a StoreError, and with nothing else that the store is to blame for. */
export async function openHistory(url: string, options: HistoryOptions = {}): Promise<History> {
	const database = await Database.open(url, options.create ?? false);
	try {
		await migrate(database);
		return new History(database);
	} catch (error) {
		await database.close();
		throw error;
	}
}

export class History {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	/** Where it is, without a password. */
	get place(): string {
		return this.#database.place.shown;
	}

	/** All of them or none. Returns how many were new: a run that is there already stays as it is. */
	async add(entries: readonly Entry[]): Promise<number> {
		return await this.#database.transaction(async (query) => {
			let added = 0;
			for (const entry of entries) {
				if (await insertEntry(query, entry)) added++;
			}
			return added;
		});
	}

	/** The newest first. */
	async runs(filter: RunFilter = {}): Promise<RunSummary[]> {
		const { text, values } = conditionOf(filter);
		const limit = filter.limit === undefined ? "" : `LIMIT ${Math.trunc(filter.limit)}`;
		const newest = `SELECT * FROM assay_run r WHERE ${text} ORDER BY started_at DESC, run ${limit}`;
		return await selectRuns(
			this.#database.query,
			`(${newest}) r`,
			"ORDER BY r.started_at DESC, r.run, e.ordinal",
			values,
		);
	}

	/** The runs whose ids begin with these digits. */
	async withPrefix(prefix: string): Promise<RunSummary[]> {
		if (!/^[0-9a-f]+$/.test(prefix)) return [];
		const runs = await selectRuns(
			this.#database.query,
			"assay_run r",
			"WHERE r.run BETWEEN $1 AND $2 ORDER BY r.run, e.ordinal",
			keysOf(prefix),
		);
		return runs.filter(({ runId }) => runId.startsWith(prefix));
	}

	/** The record of a run as it was stored: JSON text. Refused if it is not what was stored. */
	async recordText(runId: string): Promise<string | undefined> {
		const [row] = await this.#database.query(
			"SELECT body FROM assay_record WHERE run BETWEEN $1 AND $2",
			[...keysOf(runId)],
		);
		if (!(row?.body instanceof Uint8Array)) return undefined;
		const text = this.#unpacked(runId, row.body);
		if (digestOf(text) !== runId) throw this.#tampered(runId);
		return text;
	}

	/** Which series there are, the fullest first. */
	async seriesList(filter: SeriesFilter = {}): Promise<SeriesSummary[]> {
		const entries = Object.entries(filter).filter(([, value]) => value !== undefined);
		const asked = entries.map(([name], index) => fitting(columnOf(name), `$${index + 1}`));
		const rows = await this.#database.query(
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

	/** The points of one series, the oldest first; `since` in milliseconds since 1970. */
	async series(key: SeriesKey, since = 0): Promise<SeriesPoint[]> {
		const rows = await this.#database.query(
			`SELECT r.digest AS run_id, m.at, e.version, e.digest, m.value FROM assay_measurement m
			JOIN assay_engine e ON e.run = m.run AND e.ordinal = m.ordinal
			JOIN assay_run r ON r.run = m.run
			WHERE m.series = $1 AND m.at >= $2 ORDER BY m.at, m.run, m.ordinal`,
			[seriesNumber(key), since],
		);
		return rows.map(pointOf);
	}

	/** Ids of the runs that a retention would not keep, the oldest first. */
	async beyond(filter: RunFilter, retention: Retention): Promise<string[]> {
		return await beyond(this.#database.query, filter, retention);
	}

	/** All of them or none, with everything that belongs to them; returns how many were there. */
	async remove(runIds: readonly string[]): Promise<number> {
		return await this.#database.transaction(async (query) => await removeRuns(query, runIds));
	}

	async close(): Promise<void> {
		await this.#database.close();
	}

	#unpacked(runId: string, body: Uint8Array): string {
		try {
			return new TextDecoder("utf-8", { fatal: true }).decode(Bun.zstdDecompressSync(body));
		} catch {
			throw this.#tampered(runId);
		}
	}

	#tampered(runId: string): StoreError {
		return new StoreError(
			"tampered",
			`The record of run ${runId.slice(0, 12)} in the history ${this.place} is not the one that was stored; take it from the run's directory.`,
		);
	}
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
