import type { Database, Query } from "./database.ts";
import { StoreError } from "./problem.ts";

/**
 * The store's tables, as steps that are never changed once released: a new one is added behind.
 * A history that misses the last ones is brought up to date when it is opened.
 *
 * `run` is the first 52 bits of the digest of a run's record, `series` those of its key: both are
 * known without asking the store, so that nothing waits for a number to be handed out, and a record
 * that comes twice is one run.
 */
export const steps: readonly ((database: Database) => readonly string[])[] = [
	({ clustered, covering }) => [
		`CREATE TABLE assay_run (
			run BIGINT PRIMARY KEY,
			digest TEXT NOT NULL,
			kind TEXT NOT NULL,
			command TEXT NOT NULL,
			started_at DOUBLE PRECISION NOT NULL,
			ended_at DOUBLE PRECISION NOT NULL,
			complete INTEGER NOT NULL,
			profile TEXT NOT NULL,
			seed DOUBLE PRECISION NOT NULL,
			verdict TEXT NOT NULL,
			assay_version TEXT NOT NULL,
			host TEXT NOT NULL,
			hostname TEXT NOT NULL,
			setting TEXT NOT NULL,
			shard TEXT
		)`,
		"CREATE INDEX assay_run_time ON assay_run (started_at)",
		`CREATE TABLE assay_engine (
			run BIGINT NOT NULL,
			ordinal INTEGER NOT NULL,
			name TEXT NOT NULL,
			role TEXT NOT NULL,
			vendor TEXT NOT NULL,
			version TEXT NOT NULL,
			digest TEXT NOT NULL,
			PRIMARY KEY (run, ordinal)
		) ${clustered}`,
		`CREATE TABLE assay_series (
			series BIGINT PRIMARY KEY,
			engine TEXT NOT NULL,
			workload TEXT NOT NULL,
			metric TEXT NOT NULL,
			host TEXT NOT NULL,
			setting TEXT NOT NULL
		)`,
		`CREATE TABLE assay_measurement (
			series BIGINT NOT NULL,
			at DOUBLE PRECISION NOT NULL,
			run BIGINT NOT NULL,
			ordinal INTEGER NOT NULL,
			value DOUBLE PRECISION NOT NULL,
			PRIMARY KEY (series, at, run, ordinal) ${covering}
		) ${clustered}`,
		`CREATE TABLE assay_record (run BIGINT PRIMARY KEY, body BYTEA NOT NULL)`,
	],
	// What `assay trend` found in stretches of a series: it may be lost, and is then found again.
	() => ["CREATE TABLE assay_trend (series BIGINT PRIMARY KEY, windows TEXT NOT NULL)"],
];

/** Brings the tables up to date. Two that open a new history at once make it once. */
export async function migrate(database: Database, all: typeof steps = steps): Promise<void> {
	const version = await versionOf(database);
	if (version > all.length) throw newer(database, version, all.length);
	if (version === all.length) return;
	if (version === 0 && (await database.isOfOthers())) throw ofOthers(database);
	if (database.place.kind === "sqlite") await database.query("PRAGMA journal_mode = WAL");
	await database.transaction(async (query) => {
		await database.lockForMigration(query);
		await query("CREATE TABLE IF NOT EXISTS assay_store (version INTEGER NOT NULL)");
		const found = await storedVersion(query);
		if (found === undefined) await query("INSERT INTO assay_store VALUES (0)");
		for (const step of all.slice(found ?? 0)) {
			for (const statement of step(database)) await query(statement);
		}
		await query("UPDATE assay_store SET version = $1", [Math.max(found ?? 0, all.length)]);
	});
}

/** 0: there are no tables yet. */
async function versionOf(database: Database): Promise<number> {
	if (!(await database.hasTable("assay_store"))) return 0;
	return (await storedVersion(database.query)) ?? 0;
}

async function storedVersion(query: Query): Promise<number | undefined> {
	const [row] = await query("SELECT version FROM assay_store");
	return row === undefined ? undefined : Number(row.version);
}

function ofOthers({ place }: Database): StoreError {
	return new StoreError(
		"not-a-history",
		`The history ${place.shown} is a database with tables of others, and is left as it is; name another file.`,
	);
}

/** Refused, because it would be misread. */
function newer({ place }: Database, found: number, known: number): StoreError {
	return new StoreError(
		"newer",
		`The history ${place.shown} has version ${found}, and this Assay knows ${known}: a newer one made it; update this Assay, or name another history.`,
	);
}
