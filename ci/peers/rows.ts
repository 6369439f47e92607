import type { Workload } from "../../harness/contract/index.ts";
import type { FioWork } from "./fio-job.ts";

/** Where both sides of a comparison work; the floor's touch nothing. */
export type PlaceName = "memory" | "disk" | "zram";

/** What is compared. The first is a rate, the others are better when they are lower. */
export const metrics = ["iops", "p50", "p99", "cpu"] as const;
export type Metric = (typeof metrics)[number];

/** Of the ratio Assay to peer; for `ours` of Assay's own value. */
export interface Bar {
	readonly metric: Metric;
	readonly of: "ratio" | "ours";
	readonly bound: "least" | "most";
	readonly value: number;
}

export type Peer =
	| ({ readonly kind: "fio" } & FioWork)
	| { readonly kind: "engine"; readonly engine: string; readonly workload: Workload };

/** One comparison: the same work through an engine of ours and through its peer. */
export interface Row {
	readonly id: string;
	readonly engine: string;
	readonly workload: Workload;
	readonly peer: Peer;
	readonly metrics: readonly Metric[];
	readonly bars: readonly Bar[];
}

type Shape = Pick<Workload, "readPercent" | "pattern" | "issue" | "depth">;

function workload(shape: Shape): Workload {
	const { pattern, readPercent, depth } = shape;
	const way = typeof pattern === "string" && pattern === "sequential" ? "seq" : "rand";
	const id = `${way}${readPercent === 100 ? "read" : "write"}-4k-qd${depth}`;
	const title = `peer of ${id}`;
	return { id, title, ...shape, blockBytes: 4096, workers: 1, depthOfProfile: "quick" };
}

const least = (metric: Metric, value: number): Bar => ({
	...{ metric, value },
	...{ of: "ratio", bound: "least" },
});
const most = (metric: Metric, value: number): Bar => ({ ...least(metric, value), bound: "most" });

/** Ten times the operations of one core; and a bar that no other tool has part in. */
export const floorRows: readonly Row[] = [
	{
		id: "null randread qd1 / fio null",
		engine: "null",
		workload: workload({ readPercent: 100, pattern: "random", issue: "single", depth: 1 }),
		peer: { kind: "fio", ioengine: "null", rw: "randread", iodepth: 1 },
		metrics,
		bars: [most("cpu", 0.1), { metric: "cpu", of: "ours", bound: "most", value: 90 }],
	},
];

const fidelity = [least("iops", 0.97), most("p50", 1.03), most("p99", 1.03)];

/**
 * io_uring gives each transfer of zram to a kernel thread, on whatever core is free: what one core
 * gives is told by the processor time of an operation.
 */
const perCore = [most("cpu", 1), ...fidelity.slice(1)];

/** At one operation in flight through single calls, above through a queue. */
function besideFio(
	depth: number,
	readPercent: 0 | 100,
	place: PlaceName,
	isCooperative: boolean,
): Row {
	const rw = readPercent === 100 ? "randread" : "randwrite";
	const single = depth === 1;
	const [engine, issue, ioengine] = single
		? (["nvme", "single", "psync"] as const)
		: (["nvme-uring", "queue", "io_uring"] as const);
	return {
		id: `${engine} ${rw} qd${depth} / fio ${ioengine}${isCooperative ? ", cooperative" : ""}`,
		engine,
		workload: workload({ readPercent, pattern: "random", issue, depth }),
		peer: { kind: "fio", ioengine, rw, iodepth: depth, isCooperative },
		metrics,
		bars: !single && place === "zram" ? perCore : fidelity,
	};
}

/** Queues beside fio as it is, and beside a fio whose rings are of the same kind. */
export const fidelityRows = (place: PlaceName): Row[] =>
	[1, 8, 32].flatMap((depth) =>
		(depth === 1 ? [false] : [false, true]).flatMap((isCooperative) => [
			besideFio(depth, 100, place, isCooperative),
			besideFio(depth, 0, place, isCooperative),
		]),
	);

const batchItems = 64;
/** A single call is nvme's own code: what is equal can't be shown to be more than this. */
const equalTo = 0.98;
/** Where a page's own copy is most of an operation, fewer calls can't save two thirds of it. */
const batchGain = (place: PlaceName) => (place === "disk" ? 3 : 1);

/** The same single calls as nvme's; and batches, whose items nvme has to be given one by one. */
function besideNvme(
	engine: string,
	readPercent: 0 | 100,
	{ batch, place }: { batch: boolean; place: PlaceName },
): Row {
	const shape = { readPercent, pattern: batch ? "sequential" : "random" } as const;
	const theirs = workload({ ...shape, issue: "single", depth: 1 });
	const ours = batch ? workload({ ...shape, issue: "batch", depth: batchItems }) : theirs;
	const what = `${batch ? "seq" : "rand"}${readPercent === 100 ? "read" : "write"}`;
	return {
		id: `${engine} ${what} ${batch ? `batch of ${batchItems}` : "qd1"} / nvme qd1`,
		engine,
		workload: ours,
		peer: { kind: "engine", engine: "nvme", workload: theirs },
		// A batch's latency is that of all its items: not to be compared with one operation's.
		metrics: batch ? ["iops", "cpu"] : metrics,
		bars: [least("iops", batch ? batchGain(place) : equalTo)],
	};
}

export const engineRows = (place: PlaceName): Row[] => [
	besideNvme("nvme-pool", 100, { batch: false, place }),
	besideNvme("nvme-pool", 0, { batch: false, place }),
	besideNvme("nvme-batch", 100, { batch: false, place }),
	besideNvme("nvme-batch", 0, { batch: false, place }),
	besideNvme("nvme-batch", 100, { batch: true, place }),
	besideNvme("nvme-batch", 0, { batch: true, place }),
];
