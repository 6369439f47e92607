import type { EngineConfig } from "./check.ts";

/** Two threads that open engines at the same moment: harness/native/lives.c. */
export interface LivesPlan {
	/** One a thread: on devices of their own, with `block_size` and `capacity_blocks`. */
	readonly configs: readonly [LifeConfig, LifeConfig];
	/** In an own load of the library, which is unmapped then: only of one that is unload-safe. */
	readonly freshLoad: boolean;
	/** Blocks are there again after a shutdown. */
	readonly keeps: boolean;
	/** On `nowNs`'s clock; so many lives of either thread are made in any case. */
	readonly untilNs: number;
	readonly livesLeast: number;
	readonly livesMost: number;
}

export type LifeConfig = EngineConfig & {
	readonly device: string;
	readonly block_size: number;
	readonly capacity_blocks: number;
};

/** Of one thread; what its last life ended with. */
export interface LivesOutcome {
	readonly end:
		| "good"
		| "refused"
		| "stats"
		| "lost"
		| "write"
		| "read"
		| "data"
		| "shutdown"
		| "accepted"
		| "message"
		| "batch"
		| "metrics";
	readonly status: number;
	readonly lives: number;
	/** bse_last_error of that thread after a refusal. */
	readonly message: string;
	/** What collect_metrics returned in its last lives. */
	readonly metrics: readonly string[];
	/** The key of the bad configurations, which their refusal must name. */
	readonly badKey: string;
}
