import type { NativeBuffer } from "../contract/index.ts";
import { allocateGuarded } from "../ffi/index.ts";
import type { SlotLane } from "../ffi/slot.ts";
import { mismatchNames, stampBlock, verifyBlock } from "../ffi/stamp.ts";
import type { Board } from "./board.ts";
import type { Seen } from "./judge.ts";

const absentStatus = -2; // -ENOENT
const poison = 0xc5;

/** One thread's reads and stamped writes of the drill's blocks, through its lane of the slot. */
export class BlockAccess {
	readonly #buffer: NativeBuffer;
	readonly #words: DataView<ArrayBuffer>;

	constructor(
		readonly lane: SlotLane,
		readonly board: Board,
	) {
		this.#buffer = allocateGuarded(board.shape.blockBytes, "end");
		const { buffer, byteOffset, byteLength } = this.#buffer.bytes;
		this.#words = new DataView(buffer, byteOffset, byteLength);
	}

	/** Stamps and writes; the engine's status. */
	write(block: number, sequence: number): number {
		return this.writeAs(this.board.id(block), this.board.writerOf(block), sequence);
	}

	writeAs(id: number, writer: number, sequence: number): number {
		this.stamp(id, writer, sequence);
		return this.lane.write(id, this.#buffer.address, this.board.shape.blockBytes);
	}

	/** The stamped buffer, for a write that does not go through the slot. */
	stamp(id: number, writer: number, sequence: number): NativeBuffer {
		const { blockBytes, epoch } = this.board.shape;
		stampBlock(this.#buffer.address, blockBytes, id, writer, epoch, sequence);
		return this.#buffer;
	}

	delete(block: number): number {
		return this.lane.delete(this.board.id(block));
	}

	see(block: number): Seen {
		return this.seeAs(this.board.id(block), this.board.writerOf(block));
	}

	/** Reads the block and tells whose operation it holds; every byte of it is checked. */
	seeAs(id: number, writer: number): Seen {
		const { address, bytes } = this.#buffer;
		const { blockBytes, epoch, absentReadsZeros } = this.board.shape;
		// What an engine leaves untouched must not look like an earlier read of this buffer.
		bytes.fill(poison);
		const status = this.lane.read(id, address, blockBytes);
		if (status === absentStatus) return { kind: "absent" };
		if (status !== 0) return { kind: "error", status };
		const sequence = this.#words.getUint32(24, true);
		const mismatch = verifyBlock(address, blockBytes, id, writer, epoch, sequence);
		if (mismatch === 0) return { kind: "write", sequence };
		if (bytes.every((byte) => byte === 0)) {
			return absentReadsZeros
				? { kind: "absent" }
				: { kind: "broken", what: "zeros, from an engine whose absent blocks are -ENOENT" };
		}
		const name = mismatchNames[mismatch] ?? `mismatch ${mismatch}`;
		return { kind: "broken", what: `${name} (${this.#claim()})` };
	}

	/** What the first sector says of itself, for the report. */
	#claim(): string {
		const { bytes } = this.#buffer;
		if (bytes.every((byte) => byte === poison)) return "the buffer was not touched";
		const word = (at: number) => this.#words.getUint32(at, true);
		const id = this.#words.getBigUint64(8, true);
		return `first sector: block ${id}, writer ${word(16)}, sequence ${word(24)}`;
	}

	free(): void {
		this.#buffer.free();
	}
}
