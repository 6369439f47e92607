import type { Query, Row, Value } from "./database.ts";
import type { EngineOfRun, RunSummary } from "./entry.ts";

/** Runs `from` a table as `r`, joined with their engines as `e`; `rest` orders them. */
export async function selectRuns(
	query: Query,
	from: string,
	rest: string,
	values: readonly Value[],
): Promise<RunSummary[]> {
	const rows = await query(
		`SELECT r.*, e.ordinal, e.name, e.role, e.vendor, e.version, e.digest AS engine_digest
		FROM ${from} LEFT JOIN assay_engine e ON e.run = r.run ${rest}`,
		values,
	);
	return runsWithEngines(rows);
}

function runsWithEngines(rows: readonly Row[]): RunSummary[] {
	const runs = new Map<string, RunSummary & { engines: EngineOfRun[] }>();
	for (const row of rows) {
		const runId = String(row.digest);
		const run = runs.get(runId) ?? summaryOf(row);
		runs.set(runId, run);
		if (row.ordinal !== null) run.engines.push(engineOf(row));
	}
	return [...runs.values()];
}

function summaryOf(row: Row): RunSummary & { engines: EngineOfRun[] } {
	return {
		runId: String(row.digest),
		kind: row.kind === "comparison" ? "comparison" : "run",
		command: String(row.command),
		startedAt: Number(row.started_at),
		endedAt: Number(row.ended_at),
		complete: Number(row.complete) === 1,
		profile: String(row.profile),
		seed: Number(row.seed),
		verdict: String(row.verdict),
		assayVersion: String(row.assay_version),
		host: String(row.host),
		hostname: String(row.hostname),
		setting: String(row.setting),
		...(row.shard === null ? {} : { shard: String(row.shard) }),
		engines: [],
	};
}

function engineOf(row: Row): EngineOfRun {
	return {
		name: String(row.name),
		role: row.role === "baseline" ? "baseline" : "candidate",
		vendor: String(row.vendor),
		version: String(row.version),
		digest: String(row.engine_digest),
	};
}
