import type { RunRecord, WorkloadResult } from "../../schema/index.ts";
import { named } from "../pipelines/report-case.ts";

/** A workload that has numbers, with the engine they are of. */
export interface Measured {
	readonly engine: string;
	readonly workload: WorkloadResult;
}

/** Workloads by id, in the record's order: engines stand beside each other. */
export function measuredWorkloads(record: RunRecord): (readonly [string, Measured[]])[] {
	const all = record.engines.flatMap(({ name, workloads }) =>
		workloads
			.filter(({ outcome }) => outcome === "measured")
			.map((workload): Measured => ({ engine: named(name), workload })),
	);
	return [...Map.groupBy(all, ({ workload }) => workload.id)];
}
