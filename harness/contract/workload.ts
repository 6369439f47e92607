/** Which blocks an operation goes to; see harness/load/pattern.ts. */
export type AccessPattern =
	| "random"
	| "sequential"
	/** The block of rank r is taken as often as 1 / r^theta says; ranks are scattered. */
	| { readonly kind: "zipf"; readonly theta: number }
	/** `accessPercent` of the operations go to the first `hotPercent` of the blocks. */
	| { readonly kind: "hot-cold"; readonly hotPercent: number; readonly accessPercent: number }
	/** Every `strideBlocks`-th block, each round one block further: all are visited. */
	| { readonly kind: "strided"; readonly strideBlocks: number };

/** When operations start, whatever became of those before: an open loop. */
export interface Arrival {
	/** `fixed`: at equal distances; `poisson`: at random ones, as from many independent users. */
	readonly kind: "fixed" | "poisson";
	/** Operations a second over all workers, or a share of what the warm-up's closed loop did. */
	readonly rate: { readonly perSecond: number } | { readonly capacityPercent: number };
}

export const limitQuantiles = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999 } as const;

/** `p99 <= 1 ms`: the highest rate that keeps it is searched, in an open loop. */
export interface LatencyLimit {
	readonly percentile: keyof typeof limitQuantiles;
	readonly latencyNsMax: number;
}

/** One parameterised load; declared in suites/performance, run by harness/load. */
export interface Workload {
	/** `randread-4k-qd32`: stable, kebab-case. */
	readonly id: string;
	readonly title: string;
	readonly blockBytes: number;
	/** 100 = reads only, 0 = writes only. */
	readonly readPercent: number;
	readonly pattern: AccessPattern;
	/** `single`: a call an operation; `batch`: `depth` items a call; `queue`: a window of `depth`. */
	readonly issue: "single" | "batch" | "queue";
	/** 1 for single; items a batch; operations in flight. */
	readonly depth: number;
	readonly workers: number;
	/** Absent: a closed loop, in which an operation starts when another one is done. */
	readonly arrival?: Arrival;
	/** Searches the rate; `arrival` then says only at which distances. */
	readonly limit?: LatencyLimit;
	/** Share of every written sector that compresses to nothing; absent: 0, incompressible. */
	readonly compressPercent?: number;
	/** Share of the target's blocks that is used; all of them are written before. */
	readonly workingSetBlocks?: number;
	/** Absent: every block once in order, a tenth of them again at random. */
	readonly precondition?: Precondition;
	/** Absent: measured once. */
	readonly rounds?: MeasureRounds;
	/** Absent: of every profile of its depth. Else of the profile that names the set, alone. */
	readonly set?: "snia";
	readonly depthOfProfile: "quick" | "ci" | "certification";
}

/** What is written before anything is measured. */
export interface Precondition {
	/** At least 1: a read must find what it is verified against. */
	readonly sequentialPasses: number;
	/** So many blocks in a hundred are written once more, at random. */
	readonly randomPercent: number;
}

/** Rounds of the profile's measured time each; see harness/load/steady-rounds.ts. */
export interface MeasureRounds {
	readonly kind: "until-steady" | "all";
	readonly countMax: number;
}

/** How long and how carefully; a profile's choice. */
export interface LoadBudget {
	readonly warmUpMs: number;
	readonly measureMs: number;
	/** One in so many reads is verified against its stamp; 0 = none. */
	readonly verifyOneIn: number;
}
