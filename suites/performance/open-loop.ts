import type { Workload } from "../../harness/contract/index.ts";

const reads = { blockBytes: 4096, readPercent: 100, pattern: "random", workers: 1 } as const;
const single = { issue: "single", depth: 1 } as const;
const queue = { issue: "queue", depth: 32 } as const;
const half = { kind: "poisson", rate: { capacityPercent: 50 } } as const;

/** As users send it: whether or not the engine is ready. Latency is from the intended start. */
export const openLoopWorkloads: readonly Workload[] = [
	{
		...{ ...reads, ...single },
		id: "randread-4k-qd1-poisson-50-percent",
		title: "Random 4 KiB reads arriving at half of the closed loop's rate",
		arrival: half,
		depthOfProfile: "certification",
	},
	{
		...{ ...reads, ...queue },
		id: "randread-4k-qd32-poisson-50-percent",
		title: "Random 4 KiB reads arriving at half of the closed loop's rate, at most 32 in flight",
		arrival: half,
		depthOfProfile: "certification",
	},
	{
		...{ ...reads, ...single },
		id: "randread-4k-qd1-p99-below-1ms",
		title: "The highest rate of random 4 KiB reads with p99 <= 1 ms",
		arrival: { kind: "poisson", rate: { capacityPercent: 100 } },
		limit: { percentile: "p99", latencyNsMax: 1e6 },
		depthOfProfile: "certification",
	},
	{
		...{ ...reads, ...queue },
		id: "randread-4k-qd32-p99-below-1ms",
		title: "The highest rate of random 4 KiB reads with p99 <= 1 ms, at most 32 in flight",
		arrival: { kind: "poisson", rate: { capacityPercent: 100 } },
		limit: { percentile: "p99", latencyNsMax: 1e6 },
		depthOfProfile: "certification",
	},
];
