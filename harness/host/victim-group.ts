import { untouchedStatus } from "../contract/index.ts";
import { calls, layouts, pointer, Scratch } from "../ffi/index.ts";
import type { Writer } from "./victim-writer.ts";

const writeOpcode = 2;
const pollTimeoutUs = 100_000;

/** Several changes of one writer in one call: batches, and turns of a queue. */
export class WriterGroup {
	readonly #writer: Writer;
	readonly #size: number;
	readonly #data: Scratch;
	readonly #items: Scratch;
	readonly #out: Scratch;
	#queue = 0;

	constructor(writer: Writer) {
		const { plan, blockBytes } = writer.job;
		this.#writer = writer;
		this.#size = Math.max(1, plan.batchSize);
		this.#data = new Scratch(this.#size * blockBytes);
		this.#items = new Scratch(this.#size * layouts.bse_op.size);
		this.#out = new Scratch(Math.max(64, this.#size * layouts.bse_completion.size));
	}

	/** Stamps the data of item `index` and notes the change: its row. */
	#begin(block: number, index: number): number {
		const address = this.#addressOf(index);
		return this.#writer.begin("write", block, this.#writer.stamp(address, block));
	}

	/** A queue belongs to one engine: there is none through a slot. */
	get #table() {
		const { through } = this.#writer.job;
		if (!("table" in through)) throw new Error("a queue can't be reached through a slot");
		return pointer(through.table);
	}

	#addressOf(index: number): number {
		return this.#data.address + index * this.#writer.job.blockBytes;
	}

	writeBatch(blocks: readonly number[]): void {
		const { size, fields } = layouts.bse_io;
		const { view, address } = this.#items;
		const rows = blocks.map((block, index) => {
			const at = index * size;
			view.setBigUint64(at + fields.id, this.#writer.idOf(block), true);
			view.setBigUint64(at + fields.data, BigInt(this.#addressOf(index)), true);
			view.setUint32(at + fields.len, this.#writer.job.blockBytes, true);
			view.setInt32(at + fields.status, untouchedStatus, true);
			return this.#begin(block, index);
		});
		this.#writer.port.writeBatch(address, blocks.length);
		for (const [index, row] of rows.entries()) {
			this.#writer.end(row, view.getInt32(index * size + fields.status, true));
		}
	}

	/** Submits all, then waits for all; a change that was never completed stays without an end. */
	queueTurn(blocks: readonly number[]): void {
		if (!this.#openQueue()) return;
		const { size, fields } = layouts.bse_op;
		const { view, address } = this.#items;
		const rows = blocks.map((block, index) => {
			const at = index * size;
			view.setBigUint64(at + fields.user_data, BigInt(index), true);
			view.setBigUint64(at + fields.id, this.#writer.idOf(block), true);
			view.setBigUint64(at + fields.data, BigInt(this.#addressOf(index)), true);
			view.setUint32(at + fields.len, this.#writer.job.blockBytes, true);
			view.setUint32(at + fields.opcode, writeOpcode, true);
			return this.#begin(block, index);
		});
		const queue = pointer(this.#queue);
		const taken = calls.assay_queue_submit(this.#table, queue, pointer(address), blocks.length);
		for (let left = Math.max(0, taken); left > 0; ) {
			const out = pointer(this.#out.address);
			const count = calls.assay_queue_poll(this.#table, queue, out, this.#size, pollTimeoutUs);
			if (count < 0) throw new Error(`queue poll returned ${count}`);
			for (let at = 0; at < count; at++) this.#complete(at, rows);
			left -= count;
		}
	}

	#complete(at: number, rows: readonly number[]): void {
		const { size, fields } = layouts.bse_completion;
		const index = Number(this.#out.view.getBigUint64(at * size + fields.user_data, true));
		const row = rows[index];
		if (row === undefined) throw new Error(`a completion of operation ${index}, which is unknown`);
		this.#writer.end(row, this.#out.view.getInt32(at * size + fields.status, true));
	}

	#openQueue(): boolean {
		if (this.#queue !== 0) return true;
		const out = pointer(this.#out.address);
		const status = calls.assay_queue_create(this.#table, this.#size, out);
		if (status !== 0) throw new Error(`a queue of depth ${this.#size} was refused with ${status}`);
		this.#queue = Number(this.#out.view.getBigUint64(0, true));
		return this.#queue !== 0;
	}

	finish(): void {
		if (this.#queue !== 0) calls.assay_queue_destroy(this.#table, pointer(this.#queue));
	}
}
