const chunkBytes = 65_536;

/**
 * A device's contents: zeros wherever nothing was written. Copies share what they have in common.
 */
export class SparseImage {
	readonly sizeBytes: number;
	#chunks = new Map<number, Uint8Array>();
	/** Chunks that a copy may hold as well: they are copied before they are changed. */
	#shared = new Set<number>();

	constructor(sizeBytes: number) {
		this.sizeBytes = sizeBytes;
	}

	copy(): SparseImage {
		const copy = new SparseImage(this.sizeBytes);
		copy.#chunks = new Map(this.#chunks);
		copy.#shared = new Set(this.#chunks.keys());
		this.#shared = new Set(this.#chunks.keys());
		return copy;
	}

	read(offset: number, length: number): Uint8Array<ArrayBuffer> {
		const out = new Uint8Array(new ArrayBuffer(length));
		eachPart(offset, length, (index, within, at, part) => {
			const chunk = this.#chunks.get(index);
			if (chunk !== undefined) out.set(chunk.subarray(within, within + part), at);
		});
		return out;
	}

	write(offset: number, data: Uint8Array): void {
		if (offset < 0 || offset + data.length > this.sizeBytes) {
			throw new RangeError(`${data.length} bytes at ${offset} are outside the device`);
		}
		eachPart(offset, data.length, (index, within, at, part) => {
			this.#owned(index).set(data.subarray(at, at + part), within);
		});
	}

	#owned(index: number): Uint8Array {
		const held = this.#chunks.get(index);
		if (held !== undefined && !this.#shared.delete(index)) return held;
		const own = held?.slice() ?? new Uint8Array(chunkBytes);
		this.#chunks.set(index, own);
		return own;
	}
}

/** Cuts a range at chunk boundaries. */
function eachPart(
	offset: number,
	length: number,
	visit: (index: number, within: number, at: number, part: number) => void,
): void {
	for (let at = 0; at < length; ) {
		const index = Math.floor((offset + at) / chunkBytes);
		const within = (offset + at) % chunkBytes;
		const part = Math.min(length - at, chunkBytes - within);
		visit(index, within, at, part);
		at += part;
	}
}
