import type { EngineResult, RunRecord, WorkloadResult } from "../schema/index.ts";
import {
	distributionOfWorkload,
	type ShapeAxis,
	shapeAxis,
	shapeCells,
	shapeCounts,
} from "./latency-shape.ts";
import { movement, shareMin } from "./moved.ts";
import { missingCases } from "./pipelines/missing.ts";

/**
 * The one JSON document that `certify | test | bench | swap --json` writes to stdout: the record
 * itself, without the histograms, which are large and are in record.json: neither the workloads'
 * nor the coarse ones of their intervals. With it what the report shows and computes itself: the
 * shapes of latency, what moved against the baseline, what was planned and has no result.
 */
export function toDocument(record: RunRecord): object {
	const measured = record.engines.flatMap(({ workloads }) => workloads);
	const axis = shapeAxis(measured.flatMap((each) => distributionOfWorkload(each) ?? []));
	return {
		...record,
		engines: record.engines.map((engine) => withoutHistograms(engine, axis)),
		...movedOf(record),
		missing: record.engines.flatMap((engine) =>
			missingCases(record, engine).map(({ kind, name }) => ({
				...{ engine: engine.name, kind, id: name },
			})),
		),
	};
}

function withoutHistograms(engine: EngineResult, axis: ShapeAxis | undefined): unknown {
	const workloads = engine.workloads.map((one) => {
		const { histogram: _, histograms: __, intervals, ...workload } = one;
		const coarse = intervals?.map(({ cells: ___, ...interval }) => interval);
		return {
			...workload,
			...shapeOf(one, axis),
			...(coarse === undefined ? {} : { intervals: coarse }),
		};
	});
	return { ...engine, workloads };
}

/** Absent without a histogram that can be read. */
function shapeOf(workload: WorkloadResult, axis: ShapeAxis | undefined): object {
	const distribution = distributionOfWorkload(workload);
	if (distribution === undefined || axis === undefined) return {};
	return { latencyShape: { ...axis, counts: shapeCounts(distribution, axis, shapeCells) } };
}

/** Absent without a baseline. */
function movedOf(record: RunRecord): object {
	const found = movement(record);
	if (found === undefined) return {};
	const changes = found.moved.map(({ worse: _, ...change }) => change);
	return { moved: { baseline: found.baseline, of: found.of, shareMin, changes } };
}
