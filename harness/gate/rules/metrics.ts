import type { SwapResult, WorkloadResult } from "../../../results/schema/index.ts";
import { type Detectable, fromIntervals, rareAmong, unknown } from "./detectable.ts";

export type Unit = "time" | "rate" | "count";

export interface Metric<Result> {
	readonly unit: Unit;
	readonly of: (result: Result) => number | undefined;
	/** Over how many operations it was taken. */
	readonly samples: (result: Result) => number | undefined;
	/** The smallest change that it would show. */
	readonly detectable: (result: Result) => Detectable;
}

const operations = (result: WorkloadResult) => result.operations;
const percentile = (name: "p50" | "p90" | "p99" | "p999" | "p9999" | "max" | "mean") => ({
	unit: "time" as const,
	of: (result: WorkloadResult) => result.latencyNs?.[name],
	samples: operations,
	detectable: (result: WorkloadResult) =>
		name === "p50" || name === "p99"
			? fromIntervals(result, `${name}Ns`)
			: unknown("the intervals keep p50 and p99 alone"),
});
const iops = (result: WorkloadResult) => fromIntervals(result, "iops");
const isCount = () => unknown("it is what was done, not a property of the engine");

export const workloadMetrics: Readonly<Record<string, Metric<WorkloadResult>>> = {
	iops: { unit: "rate", of: (result) => result.iops, samples: operations, detectable: iops },
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
		detectable: () => unknown("it is measured once, over the whole run"),
	},
	operations: { unit: "count", of: operations, samples: operations, detectable: isCount },
	errors: {
		unit: "count",
		of: (result) => result.errors,
		samples: operations,
		detectable: (result) => rareAmong(result.operations),
	},
	verifiedBlocks: {
		unit: "count",
		of: (result) => result.verifiedBlocks,
		samples: (result) => result.verifiedBlocks,
		detectable: isCount,
	},
	mismatchedBlocks: {
		unit: "count",
		of: (result) => result.mismatchedBlocks,
		samples: (result) => result.verifiedBlocks,
		detectable: (result) => rareAmong(result.verifiedBlocks),
	},
};

const count = (result: SwapResult) => result.count;
const writes = (result: SwapResult) => result.acknowledgedWrites;
const reads = (result: SwapResult) => result.reads;

/** One of so many swaps that stalls for longer would have been among them. */
const rareSwap = (result: SwapResult) => rareAmong(result.count);

export const swapMetrics: Readonly<Record<string, Metric<SwapResult>>> = {
	count: { unit: "count", of: count, samples: count, detectable: isCount },
	acknowledgedWrites: { unit: "count", of: writes, samples: writes, detectable: isCount },
	reads: { unit: "count", of: reads, samples: reads, detectable: isCount },
	lostWrites: {
		unit: "count",
		of: (result) => result.lostWrites,
		samples: writes,
		detectable: (result) => rareAmong(writes(result)),
	},
	wrongReads: {
		unit: "count",
		of: (result) => result.wrongReads,
		samples: reads,
		detectable: (result) => rareAmong(reads(result)),
	},
	stallNsMax: {
		unit: "time",
		of: (result) => result.stallNsMax,
		samples: count,
		detectable: rareSwap,
	},
	stallNsP50: {
		unit: "time",
		of: (result) => result.stallNsP50,
		samples: count,
		detectable: () => unknown("a drill keeps percentiles of its stalls, not each of them"),
	},
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
