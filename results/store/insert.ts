import type { Query, Value } from "./database.ts";
import { keyOf } from "./digest.ts";
import { type Entry, type SeriesKey, seriesNumber } from "./entry.ts";

/** Of one statement. SQLite looks `$n` up by name: 8,800 rows took 100 ms by 50, 350 by 400. */
const rowsMax = 50;

/** Within a transaction. False: the run is there already. */
export async function insertEntry(query: Query, entry: Entry): Promise<boolean> {
	const { summary, measurements, text } = entry;
	const run = keyOf(summary.runId);
	const added = await query(
		`INSERT INTO assay_run VALUES (${places(1, 15)}) ON CONFLICT DO NOTHING RETURNING run`,
		[
			run,
			summary.runId,
			summary.kind,
			summary.command,
			summary.startedAt,
			summary.endedAt,
			summary.complete ? 1 : 0,
			summary.profile,
			summary.seed,
			summary.verdict,
			summary.assayVersion,
			summary.host,
			summary.hostname,
			summary.setting,
			summary.shard ?? null,
		],
	);
	if (added.length === 0) return false;
	const engines = summary.engines.map(({ name, role, vendor, version, digest }, ordinal) => {
		return [run, ordinal, name, role, vendor, version, digest];
	});
	await insertRows(query, "assay_engine", engines);
	await insertSeries(
		query,
		measurements.map(({ key }) => key),
	);
	const values = measurements.map(({ ordinal, key, value }) => {
		return [seriesNumber(key), summary.startedAt, run, ordinal, value];
	});
	await insertRows(query, "assay_measurement", values);
	const body = Bun.zstdCompressSync(Buffer.from(text));
	await query("INSERT INTO assay_record VALUES ($1, $2)", [run, body]);
	return true;
}

async function insertSeries(query: Query, keys: readonly SeriesKey[]): Promise<void> {
	const rows = new Map<number, Value[]>();
	for (const key of keys) {
		const { engine, workload, metric, host, setting } = key;
		const series = seriesNumber(key);
		rows.set(series, [series, engine, workload, metric, host, setting]);
	}
	await insertRows(query, "assay_series", [...rows.values()], "ON CONFLICT DO NOTHING");
}

async function insertRows(
	query: Query,
	table: string,
	rows: readonly (readonly Value[])[],
	behind = "",
): Promise<void> {
	for (let at = 0; at < rows.length; at += rowsMax) {
		const some = rows.slice(at, at + rowsMax);
		const width = some[0]?.length ?? 0;
		const tuples = some.map((_, index) => `(${places(index * width + 1, width)})`);
		await query(`INSERT INTO ${table} VALUES ${tuples.join(", ")} ${behind}`, some.flat());
	}
}

/** `$3, $4, $5` */
function places(first: number, count: number): string {
	return Array.from({ length: count }, (_, index) => `$${first + index}`).join(", ");
}
