import type { Query, Value } from "./database.ts";
import { keyOf } from "./digest.ts";
import { conditionOf, type RunFilter } from "./filter.ts";
import { places } from "./insert.ts";

/** What may go: all that is given must hold, so that `keep` protects from `olderThan`. */
export interface Retention {
	/** Of each host so many stay, the newest of the runs that the filter fits. */
	readonly keep?: number;
	/** Only what began before, in milliseconds since 1970. */
	readonly olderThan?: number;
}

/** The ids of runs beyond a retention. */
export async function beyond(
	query: Query,
	filter: RunFilter,
	{ keep, olderThan }: Retention,
): Promise<string[]> {
	const { text, values } = conditionOf(filter);
	const all: Value[] = [...values];
	const parts = ["TRUE"];
	if (keep !== undefined) parts.push(`nth > $${all.push(keep)}`);
	if (olderThan !== undefined) parts.push(`started_at < $${all.push(olderThan)}`);
	const rows = await query(
		`SELECT digest FROM (
			SELECT r.digest, r.started_at,
				ROW_NUMBER() OVER (PARTITION BY r.host ORDER BY r.started_at DESC, r.run) AS nth
			FROM assay_run r WHERE ${text}
		) numbered WHERE ${parts.join(" AND ")} ORDER BY started_at`,
		all,
	);
	return rows.map(({ digest }) => String(digest));
}

const runsMax = 200;

/** Within a transaction: these runs with all that belongs to them. Returns how many were there. */
export async function removeRuns(query: Query, runIds: readonly string[]): Promise<number> {
	let removed = 0;
	for (let at = 0; at < runIds.length; at += runsMax) {
		const keys = runIds.slice(at, at + runsMax).map(keyOf);
		const list = `(${places(1, keys.length)})`;
		for (const table of ["assay_measurement", "assay_record", "assay_engine"]) {
			await query(`DELETE FROM ${table} WHERE run IN ${list}`, keys);
		}
		const gone = await query(`DELETE FROM assay_run WHERE run IN ${list} RETURNING run`, keys);
		removed += gone.length;
	}
	return removed;
}
