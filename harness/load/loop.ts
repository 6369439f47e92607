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
	/** Engine calls that were samples of the depth, and the sum and maximum over them. */
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
	readonly histogram: Histogram;
	readonly tally: Tally;
}

/**
 * A closed loop of one thread. `run` goes on until the first completion at or after the time and
 * can be called again; `finish` waits for what is in flight, so that no pause between two runs is
 * taken for latency. Both return when the last call ended.
 */
export interface Loop {
	run(untilNs: number): number;
	finish(): number;
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
