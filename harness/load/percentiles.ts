import type { LatencyNs } from "../../results/schema/index.ts";
import { bucketCount, bucketLowerNs, type Histogram } from "./histogram.ts";

/** Fewer samples beyond a percentile than this, and it is one outlier's story: absent. */
export const samplesBeyondMin = 100;

/**
 * The value that a share `quantile` of the samples does not exceed: the middle of its bucket, never
 * above the exact maximum. Undefined when fewer than `beyondMin` samples lie beyond it.
 */
export function percentileNs(
	histogram: Histogram,
	quantile: number,
	beyondMin = samplesBeyondMin,
): number | undefined {
	const count = histogram.count;
	const rank = Math.max(1, Math.ceil(quantile * count));
	if (count === 0 || count - rank < beyondMin) return undefined;
	let seen = 0;
	for (let bucket = 0; bucket < bucketCount; bucket++) {
		seen += histogram.countAt(bucket);
		if (seen < rank) continue;
		const middle = (bucketLowerNs(bucket) + bucketLowerNs(bucket + 1)) / 2;
		return Math.min(middle, histogram.max);
	}
	return histogram.max;
}

/** What the run record keeps; mean and maximum are exact. */
export function latencyOf(histogram: Histogram): LatencyNs {
	const count = histogram.count;
	if (count === 0) return {};
	const quantiles = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999, p9999: 0.9999 } as const;
	const latency: LatencyNs = { max: histogram.max, mean: histogram.sum / count };
	for (const [name, quantile] of Object.entries(quantiles)) {
		const value = percentileNs(histogram, quantile);
		if (value !== undefined) latency[name as keyof typeof quantiles] = value;
	}
	return latency;
}

/** Samples above `ns`; those in its own bucket count as above only if most of the bucket is. */
export function countAbove(histogram: Histogram, ns: number): number {
	let count = 0;
	for (let bucket = 0; bucket < bucketCount; bucket++) {
		const middle = (bucketLowerNs(bucket) + bucketLowerNs(bucket + 1)) / 2;
		if (middle > ns) count += histogram.countAt(bucket);
	}
	return count;
}
