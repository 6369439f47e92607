/** One parameterised load; declared in suites/performance, run by harness/load. */
export interface Workload {
	/** `randread-4k-qd32`: stable, kebab-case. */
	readonly id: string;
	readonly title: string;
	readonly blockBytes: number;
	/** 100 = reads only, 0 = writes only. */
	readonly readPercent: number;
	readonly pattern: "random" | "sequential";
	/** `single`: a call an operation; `batch`: `depth` items a call; `queue`: a window of `depth`. */
	readonly issue: "single" | "batch" | "queue";
	/** 1 for single; items a batch; operations in flight. */
	readonly depth: number;
	readonly workers: number;
	/** Share of the target's blocks that is used; all of them are written before. */
	readonly workingSetBlocks?: number;
	readonly depthOfProfile: "quick" | "ci" | "certification";
}

/** How long and how carefully; a profile's choice. */
export interface LoadBudget {
	readonly warmUpMs: number;
	readonly measureMs: number;
	/** One in so many reads is verified against its stamp; 0 = none. */
	readonly verifyOneIn: number;
}
