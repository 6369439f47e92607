import type { CheckContext, CheckOutcome, HostNeed } from "./check.ts";

/** A swap scenario; declared in suites/swap, run by harness/swap. */
export interface SwapDrill {
	readonly id: string;
	readonly title: string;
	/**
	 * `writers`: writers and readers on JavaScript's Workers, with blocks that rest for the audits.
	 * `clients`: every operation that both engines offer, from C, also held at chosen places when
	 * the gate closes; a swap must meet every stage of every operation. `readers` is 0 then.
	 * `sick`: one caller, whose engine fails for a while, is watched, degraded and replaced.
	 */
	readonly load?: "writers" | "clients" | "sick";
	readonly writers: number;
	readonly readers: number;
	readonly swaps: number;
	/** Blocks each writer owns. */
	readonly blocksPerWriter: number;
	/** Pause between swaps. */
	readonly pauseMs: number;
	/** With `clients`: a storm. Swaps are due at this rate, whatever the ones before took. */
	readonly swapsPerSecond?: number;
	readonly drainDeadlineMs: number;
	/** `epoch`: ours. `sleeping`: the article's manager, the negative control. */
	readonly manager: "epoch" | "sleeping";
	readonly depth: "quick" | "ci" | "certification";
	/** What ends the process in the middle of swaps, again and again; absent: nothing does. */
	readonly survives?: "power-cut" | "process-kill";
	/**
	 * Of a drill that is survived: the whole of it, over what both engines promise. A job file has no
	 * functions: a host process finds it by the drill's id.
	 */
	readonly survive?: (
		context: CheckContext,
		progress: (message: string) => void,
	) => Promise<SwapSurvival>;
	readonly hostNeeds?: readonly HostNeed[];
}

/** What a drill saw whose process was ended in the middle of swaps. */
export interface SwapSurvival {
	readonly outcome: CheckOutcome;
	readonly swaps: number;
	readonly acknowledgedWrites: number;
	readonly reads: number;
	readonly details: Record<string, unknown>;
}
