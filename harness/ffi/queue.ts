import type { Pointer } from "bun:ffi";
import type { Completion, EngineQueue, QueueOperation, Status } from "../contract/index.ts";
import { pointer, Scratch } from "./buffer.ts";
import { calls } from "./calls.ts";
import { layouts } from "./layout.ts";
import { checkId, checkLength, checkUnsigned32 } from "./marshal.ts";

const opcodes = { read: 1, write: 2 } as const;
const opcodeOf = ({ opcode, rawOpcode }: QueueOperation): number =>
	rawOpcode === undefined ? opcodes[opcode] : checkUnsigned32(rawOpcode);
const itemsMax = 64 * 1024;

/** A submission and completion queue of an engine; one thread at a time. */
export class NativeQueue implements EngineQueue {
	#alive = true;

	constructor(
		readonly address: number,
		/** Counts the call, and gives the engine's table or throws when it was shut down. */
		readonly enter: () => Pointer,
	) {}

	submit(operations: readonly QueueOperation[]): Status {
		if (operations.length > itemsMax) throw new RangeError(`${operations.length} operations`);
		const { size, fields } = layouts.bse_op;
		const scratch = new Scratch(Math.max(operations.length, 1) * size);
		try {
			for (const [index, operation] of operations.entries()) {
				const at = index * size;
				const offset = operation.offset ?? 0;
				const length = checkLength(operation.data, offset, operation.length);
				const data = BigInt(operation.data.address + offset);
				scratch.view.setBigUint64(at + fields.user_data, operation.userData, true);
				scratch.view.setBigUint64(at + fields.id, checkId(operation.id), true);
				scratch.view.setBigUint64(at + fields.data, data, true);
				scratch.view.setUint32(at + fields.len, length, true);
				scratch.view.setUint32(at + fields.opcode, opcodeOf(operation), true);
			}
			const queue = this.#queue();
			return calls.assay_queue_submit(
				this.enter(),
				queue,
				pointer(scratch.address),
				operations.length,
			);
		} finally {
			scratch.free();
		}
	}

	poll(max: number, timeoutUs: number): { status: Status; completions: readonly Completion[] } {
		if (max > itemsMax) throw new RangeError(`${max} completions`);
		const { size, fields } = layouts.bse_completion;
		// An engine that stores more than `max` completions dies at that byte.
		const scratch = new Scratch(Math.max(max, 1) * size, "end");
		try {
			const status = calls.assay_queue_poll(
				this.enter(),
				this.#queue(),
				pointer(scratch.address),
				max,
				checkUnsigned32(timeoutUs),
			);
			const completions = Array.from(
				{ length: Math.min(Math.max(status, 0), max) },
				(_, index) => ({
					userData: scratch.view.getBigUint64(index * size + fields.user_data, true),
					status: scratch.view.getInt32(index * size + fields.status, true),
				}),
			);
			return { status, completions };
		} finally {
			scratch.free();
		}
	}

	destroy(): Status {
		const status = calls.assay_queue_destroy(this.enter(), this.#queue());
		this.#alive = false;
		return status;
	}

	#queue(): Pointer {
		if (!this.#alive) throw new Error("queue was destroyed");
		return pointer(this.address);
	}
}
