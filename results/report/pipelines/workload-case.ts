import { type EngineResult, evidenceSchema, type WorkloadResult } from "../../schema/index.ts";
import { safe } from "../text.ts";
import {
	evidenceOf,
	known,
	knownNumbers,
	named,
	type Outcome,
	type ReportCase,
} from "./report-case.ts";

/** A workload with its numbers; those of a failing engine are not shown. */
export function workloadCase(engine: EngineResult, workload: WorkloadResult): ReportCase {
	const { id, title, outcome, message, durationMs, details } = workload;
	const evidence = evidenceSchema.safeParse(details?.evidence);
	return {
		...{ engine: named(engine.name), kind: "workload", group: "workloads" },
		...{ name: named(id), title: safe(title), verdict: outcome },
		outcome: outcomeOf(workload),
		message: [safe(message), ...wrong(workload)].join("; "),
		...(known(durationMs) ? { durationMs } : {}),
		...(outcome === "measured" ? { numbers: numbersOf(workload) } : {}),
		...evidenceOf(evidence.success ? evidence.data : undefined, undefined),
	};
}

function outcomeOf(workload: WorkloadResult): Outcome {
	switch (workload.outcome) {
		case "measured":
			if (wrong(workload).length > 0) return "failed";
			return hasNumbers(workload) ? "passed" : "unshown";
		case "failed":
		case "crashed":
		case "hung":
			return "failed";
		case "invalid":
		case "not-steady":
		case "could-not-run":
			return "unshown";
		case "not-applicable":
		case "unreachable":
			return "skipped";
	}
}

/** As the gate asks it; a percentile may be absent, the latency as a whole may not. */
function hasNumbers({ iops, operations, latencyNs }: WorkloadResult): boolean {
	return known(iops) && iops > 0 && known(operations) && operations > 0 && latencyNs !== undefined;
}

/** Measured, and wrong all the same. */
function wrong({ errors, mismatchedBlocks }: WorkloadResult): string[] {
	return [
		...(errors === undefined || errors === 0 ? [] : [`${errors} operations failed`]),
		...(mismatchedBlocks === undefined || mismatchedBlocks === 0
			? []
			: [`${mismatchedBlocks} blocks read back wrong`]),
	];
}

function numbersOf(workload: WorkloadResult) {
	const { latencyNs = {} } = workload;
	const { operations, errors, iops, floorNs, ceilingIops, cpuNsPerOperation } = workload;
	return knownNumbers({
		...{ iops, operations, errors },
		p50Ns: latencyNs.p50,
		p90Ns: latencyNs.p90,
		p99Ns: latencyNs.p99,
		p999Ns: latencyNs.p999,
		p9999Ns: latencyNs.p9999,
		maxNs: latencyNs.max,
		meanNs: latencyNs.mean,
		...{ floorNs, ceilingIops, cpuNsPerOperation },
		verifiedBlocks: workload.verifiedBlocks,
		mismatchedBlocks: workload.mismatchedBlocks,
	});
}
