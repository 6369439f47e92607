import type { NativeBuffer } from "../../../harness/contract/index.ts";

/** What the real thing would die of: SIGSEGV at a guard page or a read-only one. */
export class FakeCrash extends Error {
	override readonly name = "FakeCrash";
}

let nextAddress = 0x10000;

/** Test support: a buffer with guards that throw where the real ones kill. */
export class FakeBuffer implements NativeBuffer {
	readonly address: number;
	readonly bytes: Uint8Array<ArrayBuffer>;
	private readOnly = false;
	private freed = false;

	constructor(bytes: number) {
		// Sized as a whole number of words, so that a view over it can be made of any block size.
		this.bytes = new Uint8Array(new ArrayBuffer((bytes + 7) & ~7), 0, bytes);
		this.address = nextAddress;
		nextAddress += ((bytes + 4095) & ~4095) + 8192;
	}

	protect(readOnly: boolean): void {
		this.readOnly = readOnly;
	}

	free(): void {
		this.freed = true;
		this.bytes.fill(0xdd);
	}

	/** The engine reads the caller's memory. */
	load(offset: number, length: number): Uint8Array {
		this.check(offset, length);
		return this.bytes.slice(offset, offset + length);
	}

	/** The engine writes the caller's memory. */
	store(offset: number, from: Uint8Array): void {
		this.check(offset, from.length);
		if (this.readOnly) throw new FakeCrash(`write to a read-only page at byte ${offset}`);
		this.bytes.set(from, offset);
	}

	private check(offset: number, length: number): void {
		if (this.freed) throw new FakeCrash("use of a freed buffer");
		if (offset < 0 || offset + length > this.bytes.length) {
			throw new FakeCrash(`access to bytes ${offset}..${offset + length} of ${this.bytes.length}`);
		}
	}
}

export function fakeBuffer(buffer: NativeBuffer): FakeBuffer {
	if (buffer instanceof FakeBuffer) return buffer;
	throw new Error("a fake engine takes the fake context's buffers only");
}
