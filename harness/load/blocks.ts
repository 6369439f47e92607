import { type Lane, poisonBuffer, stampPayload, verifyPayload } from "../ffi/load.ts";
import { mismatchNames } from "../ffi/stamp.ts";

/** The blocks that one load thread owns, and what is in them. */
export interface BlockRange {
	readonly firstBlock: number;
	readonly count: number;
	readonly blockBytes: number;
	/** Goes into every stamp: no other thread of this run has it. */
	readonly writer: number;
	/** Goes into every stamp: no other run over this target has it. */
	readonly epoch: number;
}

/** Sequence numbers are per block: 2^32 writes of one block outlast any run. */
const unknownSequence = 0;
const sectorBytes = 512;
const headerBytes = 40;
/** The stamp's header must stay, or nothing could be verified. */
export const compressPercentMax = Math.floor(100 * (1 - headerBytes / sectorBytes));

/**
 * What each block must hold: the sequence number of its last acknowledged write. Every thread owns
 * its blocks alone and never has two operations on one block in flight, one of them a write, so
 * each verified read has exactly one right answer.
 *
 * Not covered: threads racing on one block (that is for the concurrency checks) and reads that were
 * not sampled.
 */
export class BlockLedger {
	readonly #sequences: Uint32Array;
	/** Of each sector; the rest of it is zeros. */
	readonly #keptBytes: number;

	constructor(
		readonly range: BlockRange,
		compressPercent = 0,
	) {
		this.#sequences = new Uint32Array(new ArrayBuffer(4 * range.count));
		this.#keptBytes = sectorBytes - Math.round((sectorBytes * compressPercent) / 100);
	}

	/** Puts the next write of block `index` into the buffer; returns its sequence number. */
	stampNext(index: number, address: number): number {
		const sequence = (this.#sequences[index] as number) + 1;
		this.#stamp(index, address, sequence);
		return sequence;
	}

	acknowledge(index: number, sequence: number): void {
		this.#sequences[index] = sequence;
	}

	/** A failed write may or may not have happened: not verified until the next one succeeds. */
	forget(index: number): void {
		this.#sequences[index] = unknownSequence;
	}

	/** For the floor on the null engine, where nothing has to be written first. */
	assumeWritten(): void {
		this.#sequences.fill(1);
	}

	knows(index: number): boolean {
		return this.#sequences[index] !== unknownSequence;
	}

	/** Puts into the buffer what a right read of the block would: for engines that store nothing. */
	pretend(index: number, address: number): void {
		this.#stamp(index, address, this.#sequences[index] as number);
	}

	#stamp(index: number, address: number, sequence: number): void {
		const { blockBytes, firstBlock, writer, epoch } = this.range;
		const id = firstBlock + index;
		stampPayload(address, blockBytes, id, writer, epoch, sequence, this.#keptBytes);
	}

	/** 0 when the buffer holds the block's last acknowledged write. */
	mismatch(index: number, address: number, scratch: number): number {
		const { blockBytes, firstBlock, writer, epoch } = this.range;
		const id = firstBlock + index;
		const sequence = this.#sequences[index] as number;
		const kept = this.#keptBytes;
		return verifyPayload(address, scratch, blockBytes, id, writer, epoch, sequence, kept);
	}

	describe(index: number, mismatch: number): string {
		const name = mismatchNames[mismatch] ?? `mismatch ${mismatch}`;
		const sequence = this.#sequences[index];
		return `block ${this.range.firstBlock + index} (write ${sequence} was acknowledged): ${name}`;
	}
}

/** Counts of a verifier; a mismatch voids the score. */
export interface Verified {
	blocks: number;
	mismatches: number;
	first: string | undefined;
}

export function emptyVerified(): Verified {
	return { blocks: 0, mismatches: 0, first: undefined };
}

export function addVerified(total: Verified, more: Verified): void {
	total.blocks += more.blocks;
	total.mismatches += more.mismatches;
	total.first ??= more.first;
}

/**
 * Verification of sampled reads, outside the timed window. The buffer is poisoned before, so that
 * what an engine did not write can't pass for what it read. For a sink the expected bytes are put
 * there instead: the floor then has the same costs, and nothing is claimed about a sink.
 */
export class ReadVerifier {
	readonly verified = emptyVerified();

	constructor(
		readonly lane: Lane,
		readonly ledger: BlockLedger,
		readonly sink: boolean,
	) {}

	prepare(index: number, slot: number): void {
		if (this.sink) this.ledger.pretend(index, this.lane.buffers[slot] as number);
		else poisonBuffer(this.lane.address, slot);
	}

	check(index: number, slot: number): void {
		if (!this.ledger.knows(index)) return;
		const mismatch = this.ledger.mismatch(
			index,
			this.lane.buffers[slot] as number,
			this.lane.scratch,
		);
		this.verified.blocks++;
		if (mismatch === 0) return;
		this.verified.mismatches++;
		this.verified.first ??= this.ledger.describe(index, mismatch);
	}
}
