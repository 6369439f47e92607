import { type Pointer, toArrayBuffer } from "bun:ffi";
import type { NativeBuffer } from "../contract/index.ts";
import { bindNative } from "./native.ts";

const symbols = bindNative({
	assay_guarded_allocate: { args: ["u64", "u32"], returns: "ptr" },
	assay_guarded_free: { args: ["ptr", "u64"], returns: "i32" },
	assay_guarded_protect: { args: ["ptr", "u64", "u32"], returns: "i32" },
});

/** Beyond this a check has lost its sense of proportion, and a typo would take the machine down. */
const bytesMax = 1 << 30;

/** Address as Bun's FFI wants it; never 0. */
export function pointer(address: number): Pointer {
	if (!Number.isSafeInteger(address) || address <= 0) {
		throw new RangeError(`not an address: ${address}`);
	}
	return address as Pointer;
}

/** A view over foreign memory; nothing frees it, and it dies with whoever owns the memory. */
export function viewBytes(address: number, bytes: number): Uint8Array<ArrayBuffer> {
	return new Uint8Array(toArrayBuffer(pointer(address), 0, bytes));
}

/**
 * A zeroed buffer with an unmapped page on either side. `guard: "end"` puts its last byte against
 * the upper one; else it starts on a page, against the lower one.
 */
export function allocateGuarded(bytes: number, guard: "start" | "end" = "start"): NativeBuffer {
	if (!Number.isSafeInteger(bytes) || bytes < 1 || bytes > bytesMax) {
		throw new RangeError(`buffer size must be 1..${bytesMax} bytes, not ${bytes}`);
	}
	const address = Number(symbols.assay_guarded_allocate(bytes, guard === "end" ? 1 : 0));
	if (address === 0) throw new Error(`out of memory for a buffer of ${bytes} bytes`);
	let alive = true;
	return {
		address,
		bytes: viewBytes(address, bytes),
		protect(readOnly) {
			if (!alive) throw new Error("buffer was freed");
			const status = symbols.assay_guarded_protect(pointer(address), bytes, readOnly ? 1 : 0);
			if (status !== 0) throw new Error(`mprotect failed: errno ${-status}`);
		},
		free() {
			if (!alive) return;
			alive = false;
			symbols.assay_guarded_free(pointer(address), bytes);
		},
	};
}

/** Memory that C writes results into: page-aligned, never moved or collected while it is held. */
export class Scratch {
	readonly address: number;
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly view: DataView<ArrayBuffer>;
	readonly #buffer: NativeBuffer;
	constructor(bytes: number, guard: "start" | "end" = "start") {
		this.#buffer = allocateGuarded(bytes, guard);
		this.address = this.#buffer.address;
		this.bytes = this.#buffer.bytes;
		this.view = new DataView(this.bytes.buffer);
	}
	text(length: number): string {
		return new TextDecoder().decode(this.bytes.slice(0, length));
	}
	/** What C left in start..end as a string: up to its zero, or all of it. */
	zeroEnded(start: number, end: number): string {
		const zero = this.bytes.subarray(start, end).indexOf(0);
		const stop = zero < 0 ? end : start + zero;
		return new TextDecoder().decode(this.bytes.slice(start, stop));
	}
	free(): void {
		this.#buffer.free();
	}
}
