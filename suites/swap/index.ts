import type { SwapDrill } from "../../harness/contract/index.ts";

/** What is asked of a pair of engines; harness/swap runs it. */
export const swaps: readonly SwapDrill[] = [
	{
		id: "swap.under-load",
		title: "No acknowledged write is lost while engines are swapped under load",
		writers: 4,
		readers: 2,
		swaps: 20,
		blocksPerWriter: 64,
		pauseMs: 20,
		drainDeadlineMs: 2000,
		manager: "epoch",
		depth: "quick",
	},
	{
		id: "swap.storm",
		title: "No acknowledged write is lost while swaps follow each other without a pause",
		writers: 6,
		readers: 2,
		swaps: 100,
		blocksPerWriter: 32,
		pauseMs: 0,
		drainDeadlineMs: 2000,
		manager: "epoch",
		depth: "ci",
	},
];
