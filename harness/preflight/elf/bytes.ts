/** Bounded little-endian access to a file that nobody vouches for. */

/** The file breaks the format's own rules. Caught at the parser's rim, never shown with a stack. */
export class MalformedFile extends Error {}

export class Bytes {
	readonly size: number;
	readonly #data: Uint8Array;
	readonly #view: DataView;
	#textBudget: number;

	constructor(data: Uint8Array) {
		this.#data = data;
		this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
		this.size = data.byteLength;
		this.#textBudget = 16 * 1024 * 1024 + 8 * data.byteLength;
	}

	/** Throws unless `length` bytes from `offset` lie in the file. */
	demand(offset: number, length: number, what: string): void {
		const inside =
			Number.isSafeInteger(offset) && offset >= 0 && length >= 0 && offset + length <= this.size;
		if (!inside) {
			throw new MalformedFile(
				`${what} should be ${length} bytes at offset ${offset}, but the file has ${this.size}`,
			);
		}
	}

	u8(offset: number, what: string): number {
		this.demand(offset, 1, what);
		return this.#view.getUint8(offset);
	}

	u16(offset: number, what: string): number {
		this.demand(offset, 2, what);
		return this.#view.getUint16(offset, true);
	}

	u32(offset: number, what: string): number {
		this.demand(offset, 4, what);
		return this.#view.getUint32(offset, true);
	}

	u64(offset: number, what: string): bigint {
		this.demand(offset, 8, what);
		return this.#view.getBigUint64(offset, true);
	}

	/** A 64-bit offset or size; beyond 2^53 it is no number of this file, so it is malformed. */
	size64(offset: number, what: string): number {
		const value = this.u64(offset, what);
		if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
			throw new MalformedFile(`${what} is ${value}, beyond any file`);
		}
		return Number(value);
	}

	slice(offset: number, length: number, what: string): Uint8Array {
		this.demand(offset, length, what);
		return this.#data.subarray(offset, offset + length);
	}

	/** A zero-terminated string that ends before `end`. */
	text(offset: number, end: number, what: string): string {
		const limit = Math.min(end, this.size, offset + maxNameBytes);
		if (!(offset >= 0 && offset < limit)) {
			throw new MalformedFile(`${what} lies at offset ${offset}, outside its string table`);
		}
		const zero = this.#data.subarray(offset, limit).indexOf(0);
		// A thousand symbols may share one endless name: honest files stay far below this.
		this.#textBudget -= zero < 0 ? limit - offset : zero;
		if (this.#textBudget < 0) throw new MalformedFile("its names are longer than the file itself");
		if (zero < 0) throw new MalformedFile(`${what} at offset ${offset} is not zero-terminated`);
		return latin.decode(this.#data.subarray(offset, offset + zero));
	}
}

/** C++ and Rust symbols are long; nothing honest is longer than this. */
const maxNameBytes = 65_536;
const latin = new TextDecoder("latin1");
