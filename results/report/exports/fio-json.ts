import type { EngineResult, RunRecord, WorkloadResult } from "../../schema/index.ts";
import { safe } from "../text.ts";
import { type Distribution, distributionOf, plotted } from "./distribution.ts";
import { type Direction, directionSection, latencyShares } from "./fio-section.ts";

/** The layout that this follows; readers take the version apart, so it is nothing else. */
const layout = "fio-3.33";

/**
 * The document of `fio --output-format=json+`, a job a workload and engine, for fio's plotters.
 *
 * A record has one latency histogram a workload. Where reads and writes are mixed it stands under
 * "mixed", where fio puts it with unified_rw_reporting=mixed, and "read" and "write" have counts
 * and rates alone. In an open loop "lat_ns" starts at the intended start and "clat_ns" at the
 * submission; in a closed one they are the same. A batch is one sample, as `assay.latencyOf` says.
 * Not there, because a record doesn't have it: usr_cpu and sys_cpu apart, page faults, the
 * iodepth_* tables.
 */
export function toFioJson(record: RunRecord): string {
	const startMs = Date.parse(record.startedAt);
	const known = Number.isFinite(startMs) ? startMs : 0;
	const jobs = plotted(record).map(({ engine, workload, histogram }) =>
		job(engine, workload, distributionOf(histogram)),
	);
	const document = {
		"fio version": layout,
		"written by": `assay ${safe(record.assayVersion, 40)}`,
		timestamp: Math.floor(known / 1000),
		timestamp_ms: known,
		time: new Date(known).toUTCString(),
		jobs: jobs.map((each, groupid) => ({ ...each, groupid })),
	};
	return `${JSON.stringify(document, null, 2)}\n`;
}

function job(engine: EngineResult, workload: WorkloadResult, distribution: Distribution) {
	const { durationMs, details } = workload;
	const switches = details?.contextSwitches;
	return {
		jobname: safe(`${engine.name}/${workload.id}`, 200),
		groupid: 0,
		// Errors make a workload fail: what has a number had none.
		error: 0,
		eta: 0,
		elapsed: Math.ceil(durationMs / 1000),
		"job options": jobOptions(engine, workload),
		...directions(workload, distribution),
		job_runtime: Math.round(durationMs),
		...(typeof switches === "number" ? { ctx: switches } : {}),
		...latencyShares(distribution),
		assay: {
			latencyOf: details?.latencyOf ?? "operation",
			pattern: details?.pattern,
			verifiedBlocks: workload.verifiedBlocks,
			mismatchedBlocks: workload.mismatchedBlocks,
			floorNs: workload.floorNs,
			warnings: workload.warnings.map((warning) => safe(warning)),
		},
	};
}

/** Values are text, as in a job file. */
function jobOptions(engine: EngineResult, workload: WorkloadResult) {
	const { readPercent, blockBytes, queueDepth, workers, details, id } = workload;
	const isSequential = details?.pattern === "sequential";
	const kind = readPercent === 100 ? "read" : readPercent === 0 ? "write" : "rw";
	return {
		name: safe(id, 100),
		ioengine: safe(engine.name, 100),
		rw: isSequential ? kind : `rand${kind}`,
		...(kind === "rw" ? { rwmixread: String(readPercent) } : {}),
		bs: String(blockBytes),
		iodepth: String(queueDepth),
		numjobs: String(workers),
	};
}

function directions(workload: WorkloadResult, distribution: Distribution) {
	const { readPercent, details, operations = 0 } = workload;
	const series = numbersOf(details?.iopsSeries);
	const section = (direction: Direction) => directionSection(workload, direction);
	const none = section({ operations: 0, distribution: undefined, iopsSeries: [] });
	const submitted = workload.arrival === undefined ? undefined : workload.histograms?.submitted;
	const completion = submitted && distributionOf(submitted);
	const all = section({ operations, distribution, completion, iopsSeries: series });
	if (readPercent === 100) return { read: all, write: none, trim: none };
	if (readPercent === 0) return { read: none, write: all, trim: none };
	const part = (count: unknown) =>
		section({
			operations: typeof count === "number" ? count : 0,
			distribution: undefined,
			iopsSeries: [],
		});
	return { mixed: all, read: part(details?.reads), write: part(details?.writes), trim: none };
}

function numbersOf(value: unknown): number[] {
	return Array.isArray(value) ? value.filter((each) => Number.isFinite(each)) : [];
}
