/**
 * What clients of one engine did and saw, by columns: a million operations are a few arrays.
 *
 * Values are what a block can hold: 0 is "absent", everything else is a write's number, used once
 * in a history. Times are of one clock that all clients share. An operation without a known end
 * (its client died, or the write returned an error and may still have happened) ends at Infinity.
 */
export const operationKinds = {
	read: 0,
	write: 1,
	delete: 2,
	/** A delete that answered -ENOENT: it changed nothing and saw the block absent. */
	missedDelete: 3,
} as const;
export type OperationKind = (typeof operationKinds)[keyof typeof operationKinds];

export interface History {
	readonly length: number;
	/** Dense block numbers, 0..blocks-1. */
	readonly block: Int32Array;
	readonly kind: Uint8Array;
	/** Written, or read; 0 for deletes and for a read that found nothing. */
	readonly value: Int32Array;
	readonly start: Float64Array;
	readonly end: Float64Array;
	readonly client: Uint8Array;
	/** What each block held before: 0, or a value of its own. */
	readonly initial: Int32Array;
}

/** How often a client does what, as weights; 0 leaves it out. */
export interface ClientMix {
	readonly read: number;
	readonly write: number;
	readonly delete: number;
	readonly readBatch: number;
	readonly writeBatch: number;
	/** Held while another operation runs, and verified again before its release. */
	readonly lease: number;
	/** A turn of a queue: up to `batchSize` reads and writes in flight at once. */
	readonly queue: number;
	readonly flush: number;
	/** Stats, health, metrics and log, as far as the engine has them. */
	readonly telemetry: number;
}

/** Several threads drive one engine; every write is stamped with a number of its own. */
export interface ConcurrentPlan {
	/** 0: nothing but the reads at the end. */
	readonly clients: number;
	/** Steps of each client; a batch is one step. */
	readonly stepsPerClient: number;
	/** Ids of the blocks used; the history calls them 0, 1, 2 .. in this order. */
	readonly blocks: readonly number[];
	/** Blocks that the history's `initial` says hold a value were written before, by `prefill`. */
	readonly prefill: boolean;
	readonly mix: ClientMix;
	readonly batchSize: number;
	readonly seed: number;
	/** CLOCK_MONOTONIC: clients stop here even with steps left, so that a slow disk costs no more. */
	readonly untilNs: number;
	/** Buffers of single reads and writes begin so far beyond an aligned address; default 0. */
	readonly shiftBytes?: number;
	/** In every stamp: another number each time the same target is used. */
	readonly epoch: number;
	/** Threads from this one on, for a second plan on another engine at the same time; default 0. */
	readonly seatFirst?: number;
	/** The calling thread has work of its own meanwhile; default false. */
	readonly callerWorks?: boolean;
	/** Ends with a read of every block by the calling thread; default true. */
	readonly readsAtEnd?: boolean;
}

/** Something that no order of operations can excuse: a torn block, a foreign one, an error. */
export interface ClientProblem {
	readonly client: number;
	readonly block: number;
	readonly message: string;
	readonly startNs?: number;
	readonly endNs?: number;
	/** The block as it was read, where its data is the problem. */
	readonly bytes?: Uint8Array;
}

export interface ConcurrentOutcome {
	readonly history: History;
	readonly problems: readonly ClientProblem[];
	/** Problems beyond the ones listed. */
	readonly problemsTotal: number;
	/**
	 * Share of operations that overlapped another client's: below a few percent, little was shown.
	 */
	readonly overlapShare: number;
}

/**
 * A history as a case file keeps it, to be judged again offline. Rows are
 * [client, block, kind, value, start, end]: times in nanoseconds since the first operation, end
 * null for a change of unknown outcome.
 */
export interface KeptHistory {
	/** Ids of the blocks 0, 1, 2 .. */
	readonly blocks: readonly number[];
	readonly initial: readonly number[];
	/** All of the round, or only the operations on the violating block. */
	readonly extent: "whole" | "block";
	readonly rows: readonly KeptRow[];
}

export type KeptRow = readonly [
	client: number,
	block: number,
	kind: number,
	value: number,
	startNs: number,
	endNs: number | null,
];
