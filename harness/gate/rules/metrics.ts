import { mean, sampleStandardDeviation } from "simple-statistics";
import type { SwapResult, WorkloadResult } from "../../../results/schema/index.ts";

export type Unit = "time" | "rate" | "count";

export interface Metric<Result> {
	readonly unit: Unit;
	readonly of: (result: Result) => number | undefined;
	/** Over how many operations it was taken. */
	readonly samples: (result: Result) => number | undefined;
	/** The smallest change that it would show, as a share of it; absent where that is not known. */
	readonly detectable?: (result: Result) => number | undefined;
}

const intervalsMin = 8;
/** Two-sided 1 % and a power of 80 %, in standard errors. */
const errorsDetectable = 3.4;

/**
 * From the run's own intervals, taken for independent. Not covered: what one run differs by from
 * another, which is more.
 */
function detectable({ intervals = [] }: WorkloadResult): number | undefined {
	const rates = intervals.map(({ iops }) => iops);
	if (rates.length < intervalsMin || !(mean(rates) > 0)) return undefined;
	const error = sampleStandardDeviation(rates) / Math.sqrt(rates.length);
	return (errorsDetectable * error) / mean(rates);
}

const operations = (result: WorkloadResult) => result.operations;
const percentile = (name: "p50" | "p90" | "p99" | "p999" | "p9999" | "max" | "mean") => ({
	unit: "time" as const,
	of: (result: WorkloadResult) => result.latencyNs?.[name],
	samples: operations,
});

export const workloadMetrics: Readonly<Record<string, Metric<WorkloadResult>>> = {
	iops: { unit: "rate", of: (result) => result.iops, samples: operations, detectable },
	"latencyNs.p50": percentile("p50"),
	"latencyNs.p90": percentile("p90"),
	"latencyNs.p99": percentile("p99"),
	"latencyNs.p999": percentile("p999"),
	"latencyNs.p9999": percentile("p9999"),
	"latencyNs.max": percentile("max"),
	"latencyNs.mean": percentile("mean"),
	cpuNsPerOperation: {
		unit: "time",
		of: (result) => result.cpuNsPerOperation,
		samples: operations,
	},
	operations: { unit: "count", of: operations, samples: operations },
	errors: { unit: "count", of: (result) => result.errors, samples: operations },
	verifiedBlocks: {
		unit: "count",
		of: (result) => result.verifiedBlocks,
		samples: (result) => result.verifiedBlocks,
	},
	mismatchedBlocks: {
		unit: "count",
		of: (result) => result.mismatchedBlocks,
		samples: (result) => result.verifiedBlocks,
	},
};

const count = (result: SwapResult) => result.count;
const writes = (result: SwapResult) => result.acknowledgedWrites;
const reads = (result: SwapResult) => result.reads;

export const swapMetrics: Readonly<Record<string, Metric<SwapResult>>> = {
	count: { unit: "count", of: count, samples: count },
	acknowledgedWrites: { unit: "count", of: writes, samples: writes },
	reads: { unit: "count", of: reads, samples: reads },
	lostWrites: { unit: "count", of: (result) => result.lostWrites, samples: writes },
	wrongReads: { unit: "count", of: (result) => result.wrongReads, samples: reads },
	stallNsMax: { unit: "time", of: (result) => result.stallNsMax, samples: count },
	stallNsP50: { unit: "time", of: (result) => result.stallNsP50, samples: count },
};

/** Of `checks`, over all of an engine's. */
export const checkMetrics = ["failed", "passed", "couldNotRun"] as const;

/** What a metric of any subject is measured in; undefined: no such metric. */
export function unitOf(metric: string): Unit | undefined {
	const known = workloadMetrics[metric] ?? swapMetrics[metric];
	if (known !== undefined) return known.unit;
	return checkMetrics.some((name) => name === metric) ? "count" : undefined;
}

/** A value with its unit, for people. */
export function shownValue(value: number, unit: Unit): string {
	if (unit === "count") return String(value);
	if (unit === "rate") return `${Number(value.toPrecision(4))} IOPS`;
	const [size, name] = ([1e9, 1e6, 1e3] as const)
		.map((each, at) => [each, ["s", "ms", "us"][at] ?? ""] as const)
		.find(([each]) => value >= each) ?? [1, "ns"];
	return `${Number((value / size).toPrecision(4))} ${name}`;
}
