import type { Workload } from "../../harness/contract/index.ts";

const shape = { blockBytes: 4096, readPercent: 100, workers: 1 } as const;
const single = { issue: "single", depth: 1 } as const;
const queue = { issue: "queue", depth: 32 } as const;

/** Where locality, stride and block size show: caches, read-ahead, coalescing. */
export const patternWorkloads: readonly Workload[] = [
	{
		...{ ...shape, ...single },
		id: "randread-4k-qd1-zipf-0-99",
		title: "4 KiB reads of skewed popularity (zipf 0.99), one at a time",
		pattern: { kind: "zipf", theta: 0.99 },
		depthOfProfile: "certification",
	},
	{
		...{ ...shape, ...single },
		id: "randrw70-4k-qd1-hot-20-80",
		title: "4 KiB, 70 % reads, 80 % of the operations on 20 % of the blocks, one at a time",
		readPercent: 70,
		pattern: { kind: "hot-cold", hotPercent: 20, accessPercent: 80 },
		depthOfProfile: "certification",
	},
	{
		...{ ...shape, ...single },
		id: "randread-4k-qd1-strided-16",
		title: "Every 16th 4 KiB block read, one at a time",
		pattern: { kind: "strided", strideBlocks: 16 },
		depthOfProfile: "certification",
	},
	...[65_536, 1_048_576].flatMap((blockBytes) => [
		sequential(blockBytes, 100),
		sequential(blockBytes, 0),
	]),
	{
		...{ ...shape, ...queue },
		id: "randwrite-4k-qd32-compress-50",
		title: "Random 4 KiB writes of which half compresses, 32 in flight",
		readPercent: 0,
		pattern: "random",
		compressPercent: 50,
		depthOfProfile: "certification",
	},
];

function sequential(blockBytes: number, readPercent: number): Workload {
	const kibibytes = blockBytes / 1024;
	const [name, word] = readPercent === 100 ? ["read", "reads"] : ["write", "writes"];
	return {
		...{ ...shape, ...single, blockBytes, readPercent },
		id: `${name}-${kibibytes}k-qd1`,
		title: `Sequential ${kibibytes} KiB ${word}, one at a time`,
		pattern: "sequential",
		depthOfProfile: "certification",
	};
}
