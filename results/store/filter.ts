import type { Value } from "./database.ts";

/** All that is given must fit. */
export interface RunFilter {
	readonly engine?: string;
	/** Of the engine. */
	readonly version?: string;
	/** Of the engine; its first digits do. */
	readonly digest?: string;
	/** Fingerprint or host name. */
	readonly host?: string;
	/** Has a number of this workload. */
	readonly workload?: string;
	/** Milliseconds since 1970. */
	readonly since?: number;
	/** The newest so many. */
	readonly limit?: number;
}

export interface Condition {
	/** SQL, `TRUE` where nothing is asked. */
	readonly text: string;
	readonly values: readonly Value[];
}

/** Over the table `assay_run` as `r`; parameters are numbered from `$1`. */
export function conditionOf(filter: RunFilter): Condition {
	const values: Value[] = [];
	const place = (value: Value) => `$${values.push(value)}`;
	const parts: string[] = [];
	const engine = [
		...(filter.engine === undefined ? [] : [`e.name = ${place(filter.engine)}`]),
		...(filter.version === undefined ? [] : [`e.version = ${place(filter.version)}`]),
		...(filter.digest === undefined ? [] : [`e.digest LIKE ${place(`${filter.digest}%`)}`]),
	];
	if (engine.length > 0) {
		const all = ["e.run = r.run", ...engine].join(" AND ");
		parts.push(`EXISTS (SELECT 1 FROM assay_engine e WHERE ${all})`);
	}
	const { host, workload, since } = filter;
	if (host !== undefined) parts.push(`(r.host = ${place(host)} OR r.hostname = ${place(host)})`);
	if (since !== undefined) parts.push(`r.started_at >= ${place(since)}`);
	if (workload !== undefined) {
		// By the whole key of the measurements, run by run: the newest few are asked for mostly.
		const measured =
			"SELECT 1 FROM assay_series s JOIN assay_measurement m ON m.series = s.series AND m.at = r.started_at AND m.run = r.run";
		parts.push(`EXISTS (${measured} WHERE s.workload = ${place(workload)})`);
	}
	return { text: parts.length === 0 ? "TRUE" : parts.join(" AND "), values };
}
