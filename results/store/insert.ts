import type { Query, Value } from "./database.ts";
import { keyOf } from "./digest.ts";
import { type Entry, type SeriesKey, seriesNumber } from "./entry.ts";

/** Of one statement. SQLite looks `$n` up by name: 8,800 rows took 100 ms by 50, 350 by 400. */
const rowsMax = 50;
const listMax = 250;

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
	if (added.length === 0) {
		await demandSame(query, run, summary.runId);
		return false;
	}
	const engines = summary.engines.map(({ name, role, vendor, version, digest }, ordinal) => {
		return [run, ordinal, name, role, vendor, version, digest];
	});
	await insertRows(query, "assay_engine", engines);
	const numbered = measurements.map((each) => ({ ...each, series: seriesNumber(each.key) }));
	await insertSeries(query, new Map(numbered.map(({ series, key }) => [series, key])));
	const values = numbered.map(({ series, ordinal, value }) => {
		return [series, summary.startedAt, run, ordinal, value];
	});
	await insertRows(query, "assay_measurement", values);
	const body = Bun.zstdCompressSync(Buffer.from(text));
	await query("INSERT INTO assay_record VALUES ($1, $2)", [run, body]);
	return true;
}

/** One number for two records would lose the second one: unheard of, and not to be overheard. */
async function demandSame(query: Query, run: number, runId: string): Promise<void> {
	const [there] = await query("SELECT digest FROM assay_run WHERE run = $1", [run]);
	if (there === undefined || there.digest === runId) return;
	throw new Error(`run ${runId} has the number of run ${there.digest}, which is there already`);
}

/** Only new ones are written: after the first run of an engine there are none. */
async function insertSeries(query: Query, keys: ReadonlyMap<number, SeriesKey>): Promise<void> {
	const missing = new Map(keys);
	const all = [...keys.keys()];
	for (let at = 0; at < all.length; at += listMax) {
		const some = all.slice(at, at + listMax);
		const list = places(1, some.length);
		const there = await query(`SELECT series FROM assay_series WHERE series IN (${list})`, some);
		for (const { series } of there) missing.delete(Number(series));
	}
	// In order: of two writers that add the same ones neither waits for the other crosswise.
	const rows = [...missing]
		.sort(([a], [b]) => a - b)
		.map(([series, { engine, workload, metric, host, setting }]) => {
			return [series, engine, workload, metric, host, setting];
		});
	await insertRows(query, "assay_series", rows, "ON CONFLICT DO NOTHING");
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
export function places(first: number, count: number): string {
	return Array.from({ length: count }, (_, index) => `$${first + index}`).join(", ");
}
