/** A swap scenario; declared in suites/swap, run by harness/swap. */
export interface SwapDrill {
	readonly id: string;
	readonly title: string;
	readonly writers: number;
	readonly readers: number;
	readonly swaps: number;
	/** Blocks each writer owns. */
	readonly blocksPerWriter: number;
	/** Pause between swaps. */
	readonly pauseMs: number;
	readonly drainDeadlineMs: number;
	/** `epoch`: ours. `sleeping`: the article's manager, the negative control. */
	readonly manager: "epoch" | "sleeping";
	readonly depth: "quick" | "ci" | "certification";
}
