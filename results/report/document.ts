import type { EngineResult, RunRecord } from "../schema/index.ts";

/**
 * The one JSON document that `certify | test | bench | swap --json` writes to stdout: the record
 * itself, without the histograms, which are large and are in record.json: neither the workloads'
 * nor the coarse ones of their intervals.
 */
export function toDocument(record: RunRecord): object {
	return { ...record, engines: record.engines.map(withoutHistograms) };
}

function withoutHistograms(engine: EngineResult): unknown {
	const workloads = engine.workloads.map(
		({ histogram: _, histograms: __, intervals, ...workload }) => ({
			...workload,
			...(intervals === undefined
				? {}
				: { intervals: intervals.map(({ cells: ___, ...interval }) => interval) }),
		}),
	);
	return { ...engine, workloads };
}
