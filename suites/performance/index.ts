import type { Workload } from "../../harness/contract/index.ts";
import { openLoopWorkloads } from "./open-loop.ts";
import { patternWorkloads } from "./patterns.ts";
import { sniaWorkloads } from "./snia.ts";

/** Reads, writes and the classic mix; ids as fio's users name such jobs. */
const mixes = [
	{ name: "randread", words: "Random 4 KiB reads", readPercent: 100 },
	{ name: "randwrite", words: "Random 4 KiB writes", readPercent: 0 },
	{ name: "randrw70", words: "Random 4 KiB, 70 % reads and 30 % writes", readPercent: 70 },
] as const;

/** The three ways in which the ABI takes work. */
const issues = [
	{ name: "qd1", words: "one at a time", issue: "single", depth: 1 },
	{ name: "batch32", words: "32 a call", issue: "batch", depth: 32 },
	{ name: "qd32", words: "32 in flight", issue: "queue", depth: 32 },
] as const;

/** Every mix by every way; an engine without batches or queues gets `not-applicable` for those. */
const basics: readonly Workload[] = issues.flatMap(({ name, words, issue, depth }) =>
	mixes.map((mix): Workload => {
		return {
			id: `${mix.name}-4k-${name}`,
			title: `${mix.words}, ${words}`,
			blockBytes: 4096,
			readPercent: mix.readPercent,
			pattern: "random",
			issue,
			depth,
			workers: 1,
			depthOfProfile: "quick",
		};
	}),
);

export const workloads: readonly Workload[] = [
	...basics,
	...patternWorkloads,
	...openLoopWorkloads,
	...sniaWorkloads,
];
