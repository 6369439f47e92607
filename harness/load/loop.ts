import type { Workload } from "../contract/index.ts";
import type { Lane } from "../ffi/load.ts";
import type { BlockLedger, ReadVerifier } from "./blocks.ts";
import type { Histogram } from "./histogram.ts";
import type { Pattern } from "./pattern.ts";
import type { Random } from "./random.ts";

/** What a loop counted since it was reset. */
export interface Tally {
	/** Completions with status 0; nothing else is one. */
	operations: number;
	reads: number;
	writes: number;
	errors: number;
	/** Status of the first error. */
	firstStatus: number;
	/** Queue: engine calls that were samples of the depth, and the sum and maximum over them. */
	depthSamples: number;
	depthSum: number;
	depthMax: number;
	/** The engine broke the queue's contract in a way that ends the loop. */
	violation: string | undefined;
}

export function emptyTally(): Tally {
	return {
		operations: 0,
		reads: 0,
		writes: 0,
		errors: 0,
		firstStatus: 0,
		depthSamples: 0,
		depthSum: 0,
		depthMax: 0,
		violation: undefined,
	};
}

export function countError(tally: Tally, status: number, operations = 1): void {
	if (tally.errors === 0) tally.firstStatus = status;
	tally.errors += operations;
}

/**
 * Where the time of an operation is counted from, to its completion; and the harness's own share.
 *
 *   intended   when it should have started: open loop only
 *   submitted  when the loop took it up: before the call, or the submit call, that it went in
 *   call       the engine's call alone: a queue's is the submit call, without the completion
 *   pacing     how late the loop took it up although the engine was not in its way
 */
export const timings = ["intended", "submitted", "call", "pacing"] as const;
export type Timing = (typeof timings)[number];
export type Timings = Readonly<Record<Timing, Histogram>>;

/** Everything that a loop works with; made once, used by every phase. */
export interface LoopParts {
	readonly workload: Workload;
	readonly lane: Lane;
	readonly ledger: BlockLedger;
	readonly verifier: ReadVerifier;
	/** Mean number of reads between two verified ones; 0: none is. */
	readonly verifyOneIn: number;
	readonly pattern: Pattern;
	readonly random: Random;
	/** A closed loop of single calls or batches records `submitted`; the call is the same then. */
	readonly timings: Timings;
	readonly tally: Tally;
}

/**
 * The loop of one thread. `run` goes on until the first completion at or after the time and can be
 * called again; `finish` waits for what is in flight, so that no pause between two runs is taken
 * for latency. Both return when the last call ended.
 */
export interface Loop {
	run(untilNs: number): number;
	finish(): number;
}

/** One engine call, in the three steps of which only the second is timed. */
export interface TimedCall {
	/** Chooses the operation, or a batch of them, and fills the buffers. */
	prepare(): void;
	/** Nanoseconds of the call, or negative: it failed. */
	issue(): number;
	/** Counts and verifies what `issue` did. */
	settle(ns: number): void;
}

/**
 * Reads between verified ones: random with mean `oneIn`, so that no sequential pattern and no
 * engine can fall into step with it.
 */
export function createGap(oneIn: number, random: Random): () => number {
	if (oneIn <= 0) return () => Number.POSITIVE_INFINITY;
	return () => 1 + random.below(2 * oneIn - 1);
}

/** A random 32-bit number below this means: read. */
export function readThreshold(readPercent: number): number {
	return (readPercent / 100) * 4294967296;
}
