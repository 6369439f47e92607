import type { Workload } from "../../harness/contract/index.ts";

export const workloads: readonly Workload[] = [
	{
		id: "randread-4k-qd1",
		title: "Random 4 KiB reads, one at a time",
		blockBytes: 4096,
		readPercent: 100,
		pattern: "random",
		issue: "single",
		depth: 1,
		workers: 1,
		depthOfProfile: "quick",
	},
];
