import {
	type BatchItem,
	type CheckContext,
	type Engine,
	EngineFailure,
	type NativeBuffer,
} from "../../harness/contract/index.ts";
import { errno, statusName } from "../model/errno.ts";
import { canaryByte } from "../model/sector.ts";
import { stampedBlock } from "../model/stamp.ts";
import type { Answer } from "./answers.ts";
import { type Item, itemsMax, type Step } from "./trace.ts";

const pageBytes = 4096;

/** Room for the longest wrong length, and a multiple of any engine's alignment. */
function roomFor({ blockBytes, descriptor }: Engine): number {
	const unit = Math.max(pageBytes, descriptor.bufferAlignment);
	return Math.ceil(Math.max(2 * blockBytes, blockBytes + 512) / unit) * unit;
}

/** One engine of a comparison: makes steps and tells what it was told. */
export class Side {
	readonly #buffer: NativeBuffer;
	readonly #many: NativeBuffer;
	/** From one item's data to the next one's. */
	readonly #stride: number;
	readonly #open: () => Engine;
	#engine: Engine;
	#fallback: Engine | undefined;

	constructor(context: CheckContext, open: () => Engine) {
		this.#open = open;
		this.#engine = this.#open();
		this.#stride = roomFor(this.#engine);
		this.#buffer = context.allocate(this.#stride, "start");
		this.#many = context.allocate(itemsMax * this.#stride, "start");
	}

	get engine(): Engine {
		return this.#engine;
	}

	/** The engine's own fallback, where it has one for this configuration. */
	fallback(): Engine | undefined {
		if (!this.#engine.has("fallback")) return undefined;
		if (this.#fallback !== undefined) return this.#fallback;
		const outcome = this.#engine.fallback();
		if (outcome === -errno.ENOENT) return undefined;
		if (typeof outcome === "number") {
			throw new EngineFailure(`get_fallback_engine returned ${statusName(outcome)}`);
		}
		this.#fallback = outcome;
		return outcome;
	}

	reopen(): void {
		const status = this.#engine.shutdown();
		this.#fallback = undefined;
		if (status !== 0) {
			throw new EngineFailure(`shutdown returned ${statusName(status)} on a healthy target`);
		}
		this.#engine = this.#open();
	}

	/** One call of `engine`, which is this side's or its fallback. A batch: its items, the call. */
	make(step: Step, engine: Engine = this.#engine): readonly Answer[] {
		const { blockBytes } = this.#engine;
		switch (step.kind) {
			case "write":
			case "fallback-write":
				this.#stamp(this.#buffer, 0, step.id, step.sequence);
				return [{ status: engine.write(step.id, this.#buffer, blockBytes) }];
			case "write-zeros":
				this.#buffer.bytes.fill(0);
				return [{ status: engine.write(step.id, this.#buffer, blockBytes) }];
			case "write-length":
				return [{ status: engine.write(step.id, this.#buffer, step.length) }];
			case "read":
			case "fallback-read":
				return [this.#read(engine, step.id)];
			case "read-length":
				return [{ status: engine.read(step.id, this.#buffer, step.length) }];
			case "delete":
				return [{ status: engine.delete(step.id) }];
			case "lease":
				return [this.#lease(step.id)];
			case "write-batch":
				return this.#writeBatch(step.items);
			case "read-batch":
				return this.#readBatch(step.items);
			case "flush":
				return [{ status: engine.flush() }];
			case "stats":
				return [this.#stats()];
			case "reopen":
				return [];
		}
	}

	#stamp(buffer: NativeBuffer, offset: number, id: bigint, sequence: number): void {
		const stamp = { blockId: id, writer: 0, epoch: 0, sequence };
		buffer.bytes.set(stampedBlock(this.#engine.blockBytes, stamp), offset);
	}

	#read(engine: Engine, id: bigint): Answer {
		const { blockBytes } = this.#engine;
		this.#buffer.bytes.fill(canaryByte);
		const status = engine.read(id, this.#buffer, blockBytes);
		return status === 0 ? { status, bytes: this.#buffer.bytes.slice(0, blockBytes) } : { status };
	}

	/** A lease tells what a read tells. */
	#lease(id: bigint): Answer {
		if (!this.#engine.has("lease")) return this.#read(this.#engine, id);
		const { status, address, bytes } = this.#engine.lease(id);
		if (status !== 0) return { status };
		const answer = { status, bytes: bytes?.slice() ?? new Uint8Array() };
		const released = this.#engine.release(address);
		return released === 0 ? answer : { status: released };
	}

	#itemsOf(items: readonly Item[]): BatchItem[] {
		return items.map(({ id, length }, index) => ({
			id,
			data: this.#many,
			offset: index * this.#stride,
			length: length ?? this.#engine.blockBytes,
		}));
	}

	#writeBatch(items: readonly Item[]): Answer[] {
		for (const [index, { id, sequence }] of items.entries()) {
			this.#stamp(this.#many, index * this.#stride, id, sequence);
		}
		const { status, statuses } = this.#engine.writeBatch(this.#itemsOf(items));
		return [...statuses.map((one) => ({ status: one })), { status }];
	}

	#readBatch(items: readonly Item[]): Answer[] {
		this.#many.bytes.fill(canaryByte);
		const { status, statuses } = this.#engine.readBatch(this.#itemsOf(items));
		const answers = statuses.map((one, index): Answer => {
			const from = index * this.#stride;
			const to = from + this.#engine.blockBytes;
			return one === 0 ? { status: one, bytes: this.#many.bytes.slice(from, to) } : { status: one };
		});
		return [...answers, { status }];
	}

	#stats(): Answer {
		const stats = this.#engine.stats();
		if (typeof stats === "number") return { status: stats };
		const { capacityBytes, usedBytes } = stats;
		return { status: 0, numbers: { capacity_bytes: capacityBytes, used_bytes: usedBytes } };
	}

	close(): void {
		this.#engine.shutdown();
		this.#buffer.free();
		this.#many.free();
	}
}
