import { existsSync } from "node:fs";
import { SQL } from "bun";
import { type Place, placeOf } from "./place.ts";
import { StoreError, storeError } from "./problem.ts";

export type Value = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, unknown>>;

/** Statements of one transaction, or of none: `$1, $2, ...` in both engines. */
export type Query = (text: string, values?: readonly Value[]) => Promise<readonly Row[]>;

/** Others may be writing a run, which takes milliseconds, or importing thousands. */
const busyMs = 20_000;
const connectSeconds = 5;
const attemptsMax = 5;

/**
 * One connection to SQLite or PostgreSQL by way of Bun.SQL. Everything above speaks the SQL that
 * both know; where they differ, it is in this file or a field of this class.
 */
export class Database {
	readonly place: Place;
	readonly #sql: SQL;

	private constructor(place: Place, sql: SQL) {
		this.place = place;
		this.#sql = sql;
	}

	/** `create`: makes the SQLite file where there is none; a PostgreSQL database must exist. */
	static async open(url: string, create: boolean): Promise<Database> {
		const place = placeOf(url);
		if (place.kind === "sqlite" && !create && !existsSync(place.path)) {
			throw new StoreError(
				"missing",
				`There is no history ${place.shown} yet; runs make one, or name another with --history.`,
			);
		}
		const sql = connect(place, create);
		try {
			const database = new Database(place, sql);
			await database.#prepare();
			return database;
		} catch (error) {
			await sql.close().catch(() => {});
			throw storeError(error, place);
		}
	}

	/** Behind the table's name and columns: rows in the order of their key, without a second copy. */
	get clustered(): string {
		return this.place.kind === "sqlite" ? "WITHOUT ROWID" : "";
	}

	/** Behind a table's key: a series is read from the index alone. */
	get covering(): string {
		return this.place.kind === "postgres" ? "INCLUDE (value)" : "";
	}

	/** Held to the end of the transaction; SQLite has only one writer anyway. */
	async lockForMigration(query: Query): Promise<void> {
		if (this.place.kind === "postgres") await query("SELECT pg_advisory_xact_lock(41553541)");
	}

	async hasTable(name: string): Promise<boolean> {
		const text =
			this.place.kind === "sqlite"
				? "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1"
				: "SELECT 1 FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) AND tablename = $1";
		return (await this.query(text, [name])).length > 0;
	}

	/** A SQLite file of something else. In PostgreSQL other tables are welcome beside ours. */
	async isOfOthers(): Promise<boolean> {
		if (this.place.kind === "postgres") return false;
		const text =
			"SELECT 1 FROM sqlite_master WHERE name NOT LIKE 'assay%' AND name NOT LIKE 'sqlite%'";
		return (await this.query(text)).length > 0;
	}

	readonly query: Query = async (text, values = []) => {
		try {
			return await this.#sql.unsafe(text, [...values]);
		} catch (error) {
			throw storeError(error, this.place);
		}
	};

	/** From here on what others hold is not waited for. */
	async hurry(): Promise<void> {
		const isSqlite = this.place.kind === "sqlite";
		await this.query(isSqlite ? "PRAGMA busy_timeout = 50" : "SET lock_timeout = 50");
	}

	/** All of it or nothing, also for who is killed in the middle. One writer at a time in SQLite. */
	async transaction<Result>(act: (query: Query) => Promise<Result>): Promise<Result> {
		const run = async (sql: SQL) =>
			await act(async (text, values = []) => {
				return await sql.unsafe(text, [...values]);
			});
		for (let attempt = 1; ; attempt++) {
			try {
				// Taken at once: a reader that wants to write later can find that another one did.
				if (this.place.kind === "sqlite") return await this.#sql.begin("immediate", run);
				return await this.#sql.begin(run);
			} catch (error) {
				const known = storeError(error, this.place);
				// SQLite has waited already; PostgreSQL ends one of two that wait for each other.
				const isOver = this.place.kind === "sqlite" || attempt >= attemptsMax;
				if (known.problem !== "busy" || isOver) throw known;
			}
		}
	}

	async close(): Promise<void> {
		await this.#sql.close();
	}

	async #prepare(): Promise<void> {
		if (this.place.kind === "postgres") {
			// Compiling a query of milliseconds took half a second of each `assay trend`.
			await this.#sql.unsafe("SET jit = off");
			return;
		}
		await this.#sql.unsafe(`PRAGMA busy_timeout = ${busyMs}`);
		await this.#sql.unsafe("PRAGMA synchronous = FULL");
	}
}

function connect(place: Place, create: boolean): SQL {
	if (place.kind === "sqlite") {
		return new SQL({ adapter: "sqlite", filename: place.path, create, readwrite: true });
	}
	return new SQL({
		url: place.url,
		adapter: "postgres",
		max: 1,
		connectionTimeout: connectSeconds,
	});
}
