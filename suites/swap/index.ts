import type { SwapDrill } from "../../harness/contract/index.ts";

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
];
