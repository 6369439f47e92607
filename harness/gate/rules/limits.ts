import type { RunRecord } from "../../../results/schema/index.ts";
import type { Expression } from "../../contract/index.ts";
import { known } from "../result.ts";
import { workloadMetrics } from "./metrics.ts";

/** What a rule's values are held against: one limit, or one of each stored run of a baseline. */
export interface Limits {
	readonly values: readonly (number | string)[];
	/** The baseline was not measured beside the candidate: its runs are of other days. */
	readonly isStored: boolean;
}

/** Fewer runs don't know how much a host differs from one day to another; as in `compare`. */
export const storedRunsMin = 3;

/** No values: the run has no baseline with that number. */
export function limitsOf(expression: Expression, record: RunRecord): Limits {
	const { threshold } = expression;
	if (threshold.kind === "verdict") return { values: [threshold.verdict], isStored: false };
	if (threshold.kind === "number") return { values: [threshold.value], isStored: false };
	const share = (value: number) => (value * threshold.percent) / 100;
	const isReal = (value: number | undefined): value is number => known(value) && value > 0;
	const measured = baselineValue(expression, record);
	if (isReal(measured)) return { values: [share(measured)], isStored: false };
	const { subject, metric } = expression;
	const stored = record.baselineNumbers?.values.find(
		(each) => each.workload === subject && each.metric === metric,
	);
	const values = (stored?.values ?? []).filter(isReal).map(share);
	return { values: values.sort((a, b) => a - b), isStored: true };
}

function baselineValue({ subject, metric }: Expression, record: RunRecord): number | undefined {
	const baseline = record.engines.find(({ role }) => role === "baseline");
	const workload = baseline?.workloads.find(({ id }) => id === subject);
	return workload?.outcome === "measured" ? workloadMetrics[metric]?.of(workload) : undefined;
}

/** How far apart the stored runs are: a smaller difference of a candidate cannot be seen. */
export function spreadText({ values }: Limits): string {
	const [first] = values;
	const last = values.at(-1);
	if (typeof first !== "number" || typeof last !== "number") return "";
	const percent = Number(((last / first - 1) * 100).toPrecision(2));
	return `${values.length} stored runs of the baseline differ by ${percent} %: less cannot be seen`;
}
