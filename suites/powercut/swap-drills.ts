import type { SwapDrill } from "../../harness/contract/index.ts";
import { rigNeeds } from "./run.ts";
import { blocks, surviveCuts, surviveKills, writers } from "./survive-swaps.ts";

const survival = {
	writers,
	readers: 0,
	// Asked for in all; a round swaps up to three times before it is cut, or goes on for long.
	swaps: 2,
	blocksPerWriter: Math.floor(blocks / writers),
	pauseMs: 1,
	drainDeadlineMs: 10_000,
	manager: "epoch",
	depth: "ci",
} as const;

/** Drills whose process is ended in the middle of swaps; see survive-swaps.ts. */
export const survivedSwaps: readonly SwapDrill[] = [
	{
		...survival,
		id: "swap.process-kill",
		title: "After SIGKILL in the middle of swaps under load all that was promised is there",
		survives: "process-kill",
		survive: surviveKills,
	},
	{
		...survival,
		id: "swap.power-cut",
		title: "After a power cut in the middle of swaps under load all that was promised is there",
		survives: "power-cut",
		hostNeeds: rigNeeds,
		survive: surviveCuts,
	},
];
