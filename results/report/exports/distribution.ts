import type {
	EncodedHistogram,
	EngineResult,
	RunRecord,
	WorkloadResult,
} from "../../schema/index.ts";

/** What plotters can plot: a workload that has a number, with its engine. */
export interface Plotted {
	readonly engine: EngineResult;
	readonly workload: WorkloadResult;
	readonly histogram: EncodedHistogram;
}

export function plotted({ engines }: RunRecord): Plotted[] {
	return engines.flatMap((engine) =>
		engine.workloads.flatMap((workload) => {
			const { outcome, histogram } = workload;
			return outcome === "measured" && histogram !== undefined
				? [{ engine, workload, histogram }]
				: [];
		}),
	);
}

/** Samples that share one bucket; `ns` is the bucket's middle, never above the exact maximum. */
export interface Point {
	readonly ns: number;
	readonly count: number;
}

/** A record's histogram as other tools think of one: values in rising order, each with a count. */
export interface Distribution {
	readonly points: readonly Point[];
	readonly count: number;
	readonly min: number;
	/** Exact. */
	readonly max: number;
	/** Exact. */
	readonly mean: number;
	/** From the buckets' middles: within their error of 0.4 %. */
	readonly deviation: number;
}

const powers = 64;
const subBucketBitsMax = 16;

/** Lower bound of a bucket: 0 for the first, then every power of two in `2^subBucketBits` parts. */
export function bucketLowerNs(bucket: number, subBucketBits: number): number {
	if (bucket <= 0) return 0;
	const parts = 2 ** subBucketBits;
	const power = Math.floor((bucket - 1) / parts);
	return 2 ** power * (1 + ((bucket - 1) % parts) / parts);
}

/** Throws RangeError for what no run has written: a record comes from a file. */
export function distributionOf(histogram: EncodedHistogram): Distribution {
	const { indices, counts, subBucketBits, max, sum } = histogram;
	const bucketCount = 1 + powers * 2 ** subBucketBits;
	const isOdd = !(subBucketBits >= 0 && subBucketBits <= subBucketBitsMax);
	if (isOdd || indices.length !== counts.length || indices.length === 0) {
		throw new RangeError("the histogram is not one that a run writes");
	}
	if (!(Number.isFinite(max) && max >= 0 && Number.isFinite(sum) && sum >= 0)) {
		throw new RangeError(`the histogram's maximum is ${max} and its sum ${sum}`);
	}
	let last = -1;
	const points = indices.map((index, position) => {
		const count = counts[position] ?? 0;
		if (index <= last || index >= bucketCount || !(count >= 1 && Number.isSafeInteger(count))) {
			throw new RangeError(`the histogram has ${count} samples in bucket ${index}`);
		}
		last = index;
		const lower = bucketLowerNs(index, subBucketBits);
		return { ns: Math.min((lower + bucketLowerNs(index + 1, subBucketBits)) / 2, max), count };
	});
	const count = points.reduce((total, point) => total + point.count, 0);
	const mean = sum / count;
	const squares = points.reduce((total, point) => total + point.count * (point.ns - mean) ** 2, 0);
	return {
		...{ points, count, max, mean },
		min: points[0]?.ns ?? 0,
		deviation: Math.sqrt(squares / count),
	};
}

/** The value that a share `quantile` of the samples does not exceed. */
export function quantileNs({ points, count, max }: Distribution, quantile: number): number {
	const rank = Math.max(1, Math.ceil(quantile * count));
	let seen = 0;
	for (const point of points) {
		seen += point.count;
		if (seen >= rank) return point.ns;
	}
	return max;
}
