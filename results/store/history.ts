import { Database } from "./database.ts";
import { digestOf, keysOf } from "./digest.ts";
import { type Entry, type RunSummary, type SeriesKey, seriesNumber } from "./entry.ts";
import { conditionOf, type RunFilter } from "./filter.ts";
import { insertEntry } from "./insert.ts";
import { migrate } from "./migrations.ts";
import { StoreError } from "./problem.ts";
import { beyond, type Retention, removeRuns } from "./prune.ts";
import { selectRuns } from "./rows.ts";
import {
	pointsOf,
	type SeriesFilter,
	type SeriesPoint,
	type SeriesSummary,
	seriesList,
} from "./series.ts";

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
		return await seriesList(this.#database.query, filter);
	}

	/**
	 * The points of one series, the oldest first; `since` in milliseconds since 1970. With `newest`
	 * at most so many, and no older one is read.
	 */
	async series(key: SeriesKey, since = 0, newest?: number): Promise<SeriesPoint[]> {
		return await pointsOf(this.#database.query, key, since, newest);
	}

	/** What `keepTrend` was last given for this series. */
	async keptTrend(key: SeriesKey): Promise<string | undefined> {
		const text = "SELECT windows FROM assay_trend WHERE series = $1";
		const [row] = await this.#database.query(text, [seriesNumber(key)]);
		return row === undefined ? undefined : String(row.windows);
	}

	/** For the next reader. Not kept where others are writing, or nobody may: it is found again. */
	async keepTrend(key: SeriesKey, windows: string): Promise<void> {
		try {
			await this.#database.hurry();
			await this.#database.query(
				`INSERT INTO assay_trend VALUES ($1, $2)
				ON CONFLICT (series) DO UPDATE SET windows = excluded.windows`,
				[seriesNumber(key), windows],
			);
		} catch (error) {
			if (!(error instanceof StoreError)) throw error;
		}
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
