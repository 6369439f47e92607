import type { Workload } from "../../harness/contract/index.ts";
import type { FioJob } from "./fio.ts";

/** One comparison: the same work through an engine of ours and through fio. */
export interface Row {
	readonly id: string;
	readonly engine: string;
	readonly workload: Workload;
	readonly fio: Pick<FioJob, "ioengine" | "rw" | "iodepth">;
	/** Ratio of the medians that is good. */
	readonly ratioMin: number;
	/** What the next step aims at; shown, not judged. */
	readonly ratioAim?: number;
}

function workload(id: string, readPercent: number, issue: Workload["issue"], depth: number) {
	const title = `peer of fio: ${id}`;
	const shape = { blockBytes: 4096, readPercent, pattern: "random" as const, issue, depth };
	return { id, title, ...shape, workers: 1, depthOfProfile: "quick" as const };
}

export const rows: readonly Row[] = [
	{
		id: "floor: null randread qd1",
		engine: "null",
		workload: workload("randread-4k-qd1", 100, "single", 1),
		fio: { ioengine: "null", rw: "randread", iodepth: 1 },
		ratioMin: 5,
		ratioAim: 10,
	},
	{
		id: "nvme randread qd1 / psync",
		engine: "nvme",
		workload: workload("randread-4k-qd1", 100, "single", 1),
		fio: { ioengine: "psync", rw: "randread", iodepth: 1 },
		ratioMin: 0.95,
	},
	{
		id: "nvme randwrite qd1 / psync",
		engine: "nvme",
		workload: workload("randwrite-4k-qd1", 0, "single", 1),
		fio: { ioengine: "psync", rw: "randwrite", iodepth: 1 },
		ratioMin: 0.95,
	},
	{
		id: "nvme-uring randread qd32 / io_uring",
		engine: "nvme-uring",
		workload: workload("randread-4k-qd32", 100, "queue", 32),
		fio: { ioengine: "io_uring", rw: "randread", iodepth: 32 },
		ratioMin: 0.95,
	},
	{
		id: "nvme-uring randwrite qd32 / io_uring",
		engine: "nvme-uring",
		workload: workload("randwrite-4k-qd32", 0, "queue", 32),
		fio: { ioengine: "io_uring", rw: "randwrite", iodepth: 32 },
		ratioMin: 0.95,
	},
];
