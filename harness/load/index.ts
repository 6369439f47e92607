/** Load generation: one workload over an engine, measured beside the null engine. */

export { wrongParameters } from "./feasible.ts";
export { bucketLowerNs, Histogram, histogramBytes, subBucketBits } from "./histogram.ts";
export { latencyOf, percentileNs, samplesBeyondMin } from "./percentiles.ts";
export { beginWorkload, type LoadSession, runWorkload, unfitWorkload } from "./workload.ts";
