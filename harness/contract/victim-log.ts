/**
 * What a victim did, in memory that outlives it: a file that both processes map. Words are i32.
 *
 *   word 0      phase that the victim has reached, 1.. in its script's order
 *   word 1      phase that it may enter: it waits before one that it may not
 *   word 2, 3   writers, rows of each
 *   word 16..   rows, of writer 0, then of writer 1 ..; a row is written before its call, and
 *               completed after it, so that what was under way at the death is known
 */
const headerWords = 16;
const rowWords = 8;
const field = { kind: 0, block: 1, sequence: 2, start: 3, end: 4, status: 5 } as const;

export const changeKinds = { write: 1, delete: 2, flush: 3 } as const;
export type ChangeKind = keyof typeof changeKinds;
const kindNames = ["none", "write", "delete", "flush"] as const;

export interface LoggedChange {
	readonly kind: ChangeKind;
	readonly writer: number;
	/** Index of the block in the plan; 0 for a flush. */
	readonly block: number;
	/** In the stamp of what was written; 0 for others. */
	readonly sequence: number;
	/** Tickets: the change ended before another began if its `end` is below the other's `start`. */
	readonly start: number;
	/** Infinity: it had not returned when the victim died. */
	readonly end: number;
	/** What it returned. */
	readonly status: number;
}

export class VictimLog {
	readonly words: Int32Array;

	constructor(words: Int32Array) {
		this.words = words;
	}

	static wordsFor(writers: number, rows: number): number {
		return headerWords + writers * rows * rowWords;
	}

	lay(writers: number, rows: number): void {
		this.words[2] = writers;
		this.words[3] = rows;
	}

	get phase(): number {
		return Atomics.load(this.words, 0);
	}

	/** The victim: tells the phase, and whether it may enter it. */
	reach(phase: number): boolean {
		Atomics.store(this.words, 0, phase);
		return Atomics.load(this.words, 1) >= phase;
	}

	/** The check: lets the victim enter every phase up to this one. */
	allow(phase: number): void {
		Atomics.store(this.words, 1, phase);
	}

	/** Notes a change before its call; its row, or -1 when the log is full. */
	begin(
		writer: number,
		row: number,
		change: Omit<LoggedChange, "end" | "status" | "writer">,
	): void {
		const at = this.#rowAt(writer, row);
		this.words[at + field.block] = change.block;
		this.words[at + field.sequence] = change.sequence;
		this.words[at + field.start] = change.start;
		Atomics.store(this.words, at + field.kind, changeKinds[change.kind]);
	}

	end(writer: number, row: number, ticket: number, status: number): void {
		const at = this.#rowAt(writer, row);
		this.words[at + field.status] = status;
		Atomics.store(this.words, at + field.end, ticket);
	}

	get rows(): number {
		return this.words[3] ?? 0;
	}

	#rowAt(writer: number, row: number): number {
		return headerWords + (writer * this.rows + row) * rowWords;
	}

	/** Changes of one writer in the order it made them. */
	changesOf(writer: number): LoggedChange[] {
		const changes: LoggedChange[] = [];
		for (let row = 0; row < this.rows; row++) {
			const at = this.#rowAt(writer, row);
			const word = (index: number): number => this.words[at + index] ?? 0;
			const kind = kindNames[word(field.kind)];
			if (kind === undefined || kind === "none") break;
			const end = word(field.end);
			changes.push({
				kind,
				writer,
				block: word(field.block),
				sequence: word(field.sequence),
				start: word(field.start),
				end: end === 0 ? Number.POSITIVE_INFINITY : end,
				status: word(field.status),
			});
		}
		return changes;
	}

	changes(): LoggedChange[] {
		const writers = this.words[2] ?? 0;
		return Array.from({ length: writers }, (_, writer) => this.changesOf(writer)).flat();
	}
}

/** How often a writer does what, as weights; 0 leaves it out. */
export interface WriterMix {
	readonly write: number;
	readonly delete: number;
	readonly flush: number;
	/** Several writes of different blocks in one call. */
	readonly writeBatch: number;
	/** Several writes of different blocks in flight in a queue. */
	readonly queue: number;
}

/** Threads that change blocks of their own and log each change before and after. */
export interface WritersPlan {
	/** 1: the calling thread alone. Each owns the blocks whose index is its own modulo this. */
	readonly writers: number;
	/** Ids of the blocks; the log calls them 0, 1, 2 .. in this order. */
	readonly blocks: readonly number[];
	readonly mix: WriterMix;
	/** Steps of each writer; it ends before when its log is full. */
	readonly steps: number;
	readonly batchSize: number;
	readonly seed: number;
	/** In every stamp, with the writer's number + 1. */
	readonly epoch: number;
	/** Continues a log: rows of writer 0, tickets and sequences that are used already. */
	readonly after?: { readonly rows: number; readonly tickets: number; readonly sequences: number };
}

/** A victim's script under way. */
export interface Victim {
	readonly log: VictimLog;
	/** Resolves when its process is no more. */
	readonly ended: Promise<void>;
	/** Whether it ended, by itself or killed. */
	hasEnded(): boolean;
	/** SIGKILL, delivered when this returns; it may still wait for the device. */
	kill(): void;
	/** Why it ended by itself, if it said so. `harness`: the engine is not to blame. */
	failure(): { readonly message: string; readonly harness: boolean } | undefined;
}

export interface VictimStart {
	readonly seed: number;
	readonly script: string;
	readonly config: Record<string, unknown>;
	readonly parameters: Record<string, unknown>;
	readonly logWords: number;
}
