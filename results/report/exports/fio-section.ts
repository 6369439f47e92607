import type { WorkloadResult } from "../../schema/index.ts";
import { type Distribution, quantileNs } from "./distribution.ts";

/** fio's own list. */
const percentiles = [
	1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 99.5, 99.9, 99.95, 99.99,
] as const;
/** As everywhere in Assay: a percentile with fewer samples beyond it is absent. */
const samplesBeyondMin = 100;
/** Where fio's own histogram ends (17.1 s); its CSV converter never ends on a bin above. */
const binNsMax = 17_112_760_319;

/** What completed in one direction, or in all of them. */
export interface Direction {
	readonly operations: number;
	/** Of all operations of the workload; undefined when its latencies are not known apart. */
	readonly distribution: Distribution | undefined;
	/** From the submission, where `distribution` starts earlier: in an open loop. */
	readonly completion?: Distribution | undefined;
	/** IOPS over time; empty when not known for this direction alone. */
	readonly iopsSeries: readonly number[];
}

/** The object that fio writes under "read", "write", "trim" or "mixed". */
export function directionSection(workload: WorkloadResult, direction: Direction) {
	const { operations, distribution, completion = distribution, iopsSeries } = direction;
	const { blockBytes, durationMs } = workload;
	const bytes = operations * blockBytes;
	const perSecond = durationMs > 0 ? 1000 / durationMs : 0;
	const latency = latencySection(distribution);
	const series = seriesOf(iopsSeries);
	const kibibytes = (iops: number): number => (iops * blockBytes) / 1024;
	return {
		io_bytes: bytes,
		io_kbytes: Math.floor(bytes / 1024),
		bw_bytes: Math.round(bytes * perSecond),
		bw: Math.round((bytes * perSecond) / 1024),
		iops: operations * perSecond,
		runtime: operations === 0 ? 0 : Math.round(durationMs),
		total_ios: operations,
		short_ios: 0,
		drop_ios: 0,
		slat_ns: latencySection(undefined),
		clat_ns: { ...latencySection(completion), ...percentileSection(completion) },
		// As with fio's lat_percentiles: where the two differ, this is what users wait for.
		lat_ns:
			completion === distribution ? latency : { ...latency, ...percentileSection(distribution) },
		bw_min: Math.round(kibibytes(series.min)),
		bw_max: Math.round(kibibytes(series.max)),
		bw_agg: operations === 0 ? 0 : 100,
		bw_mean: kibibytes(series.mean),
		bw_dev: kibibytes(series.deviation),
		bw_samples: series.count,
		iops_min: Math.round(series.min),
		iops_max: Math.round(series.max),
		iops_mean: series.mean,
		iops_stddev: series.deviation,
		iops_samples: series.count,
	};
}

/** fio writes zeros with N 0 where nothing was recorded, and its readers count on the keys. */
function latencySection(distribution: Distribution | undefined) {
	if (distribution === undefined) return { min: 0, max: 0, mean: 0, stddev: 0, N: 0 };
	const { min, max, mean, deviation, count } = distribution;
	return {
		min: Math.floor(min),
		max: Math.round(max),
		...{ mean, stddev: deviation, N: count },
	};
}

function percentileSection(distribution: Distribution | undefined) {
	if (distribution === undefined) return {};
	const { points, count } = distribution;
	const known = percentiles.filter((each) => count * (1 - each / 100) >= samplesBeyondMin);
	const percentile = Object.fromEntries(
		known.map((each) => [each.toFixed(6), Math.round(quantileNs(distribution, each / 100))]),
	);
	const bins: Record<string, number> = {};
	for (const point of points) {
		const ns = Math.min(Math.round(point.ns), binNsMax);
		bins[ns] = (bins[ns] ?? 0) + point.count;
	}
	return { percentile, bins };
}

function seriesOf(values: readonly number[]) {
	const count = values.length;
	if (count === 0) return { min: 0, max: 0, mean: 0, deviation: 0, count };
	const mean = values.reduce((sum, value) => sum + value, 0) / count;
	const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	const deviation = Math.sqrt(squares / Math.max(1, count - 1));
	return { min: Math.min(...values), max: Math.max(...values), mean, deviation, count };
}

const bounds = {
	latency_ns: [2, 4, 10, 20, 50, 100, 250, 500, 750, 1000],
	latency_us: [2, 4, 10, 20, 50, 100, 250, 500, 750, 1000],
	latency_ms: [2, 4, 10, 20, 50, 100, 250, 500, 750, 1000, 2000],
} as const;
const unitNs = { latency_ns: 1, latency_us: 1e3, latency_ms: 1e6 } as const;

/** Percent of the operations up to each bound and above the one before, as fio's plotters draw. */
export function latencyShares({ points, count }: Distribution) {
	const shares: Record<string, Record<string, number>> = {};
	let below = 0;
	for (const key of ["latency_ns", "latency_us", "latency_ms"] as const) {
		const section: Record<string, number> = {};
		for (const bound of bounds[key]) {
			const until = bound * unitNs[key];
			const inside = points.filter(({ ns }) => ns >= below && ns < until);
			section[bound] = (inside.reduce((sum, point) => sum + point.count, 0) / count) * 100;
			below = until;
		}
		if (key === "latency_ms") {
			const above = points.filter(({ ns }) => ns >= below);
			section[">=2000"] = (above.reduce((sum, point) => sum + point.count, 0) / count) * 100;
		}
		shares[key] = section;
	}
	return shares;
}
