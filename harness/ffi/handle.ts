import type { Pointer } from "bun:ffi";
import type { Capability, EngineDescriptor, NativeBuffer, Status } from "../contract/index.ts";
import { pointer, Scratch } from "./buffer.ts";
import { calls } from "./calls.ts";
import type { EngineLibrary } from "./library.ts";
import { checkUnsigned32 } from "./marshal.ts";

/** Text an engine may return in one call: reasons, metrics, log lines. */
export const textBytesDefault = 64 * 1024;
const messageBytes = 4096;

/** A table with an engine handle, and what every call through it needs. */
export class EngineHandle {
	/** Calls made through this object, and through its queues. */
	operations = 0;
	/** Did not come back from a call by its deadline: no call may follow, nothing may be freed. */
	isStuck = false;
	protected readonly scratch = new Scratch(textBytesDefault);
	#alive = true;

	protected constructor(
		readonly library: EngineLibrary,
		readonly descriptor: EngineDescriptor,
		/** Address of the table; freed by `retire`. */
		readonly table: number,
	) {}

	get alive(): boolean {
		return this.#alive;
	}

	has(capability: Capability): boolean {
		return this.descriptor.capabilities.includes(capability);
	}

	/** The calling thread's last failure; also of an initialize that failed. */
	lastError(): string {
		this.scratch.bytes.fill(0, 0, messageBytes);
		const address = pointer(this.scratch.address);
		const length = calls.assay_last_error(pointer(this.table), address, messageBytes);
		return this.scratch.text(Math.min(Math.max(length, 0), messageBytes - 1));
	}

	/** Counts a call; one after shutdown would be undefined behaviour of ours, not the engine's. */
	protected enter(): Pointer {
		if (!this.#alive) throw new Error("engine was shut down");
		this.operations++;
		return pointer(this.table);
	}

	protected retire(): void {
		this.#alive = false;
		this.library.freeTable(this.table);
		this.scratch.free();
	}

	protected needs(capability: Capability): void {
		if (!this.has(capability)) throw new Error(`engine has no capability ${capability}`);
	}

	protected address(data: NativeBuffer, offset: number): Pointer {
		if (offset < 0 || offset >= data.bytes.byteLength) throw new RangeError(`offset ${offset}`);
		return pointer(data.address + offset);
	}

	/** A call that fills a text buffer and returns its length. */
	protected text(call: typeof calls.assay_drain_log, capacity: number): string | Status {
		const own = capacity > textBytesDefault ? new Scratch(capacity) : undefined;
		const scratch = own ?? this.scratch;
		try {
			const length = call(this.enter(), pointer(scratch.address), checkUnsigned32(capacity));
			if (length < 0) return length;
			if (length > capacity) return `(claimed ${length} bytes of a buffer of ${capacity})`;
			return scratch.text(length);
		} finally {
			own?.free();
		}
	}
}
