import { untouchedStatus } from "../contract/index.ts";
import { calls, layouts, monotonicNs, pointer, Scratch, viewBytes } from "../ffi/index.ts";
import type { Client } from "./client.ts";
import { SpoiledItem } from "./client-spoiled.ts";

const opcodes = { read: 1, write: 2 } as const;
const pollTimeoutUs = 100_000;

/** Batches and queue turns of one client: several blocks under way in one call. */
export class GroupCalls {
	readonly #client: Client;
	readonly #table;
	readonly #size: number;
	readonly #data: Scratch;
	readonly #items: Scratch;
	readonly #completions: Scratch;
	readonly #spoiled: SpoiledItem;
	#queue = 0;

	constructor(client: Client) {
		const { job } = client;
		this.#client = client;
		this.#table = pointer(job.table);
		this.#spoiled = new SpoiledItem(client);
		this.#size = Math.max(1, job.batchSize);
		this.#data = new Scratch(this.#size * job.blockBytes);
		this.#items = new Scratch(this.#size * layouts.bse_op.size);
		this.#completions = new Scratch(this.#size * layouts.bse_completion.size);
	}

	view(address: number): Uint8Array<ArrayBuffer> {
		return viewBytes(address, this.#client.job.blockBytes);
	}

	/** Different blocks, so that a batch has one outcome for each. */
	#pickBlocks(): number[] {
		const { blocks } = this.#client.job;
		const count = Math.min(1 + this.#client.random(this.#size), blocks.length);
		const first = this.#client.random(blocks.length);
		const stride = 1 + this.#client.random(3);
		const picked = new Set<number>();
		for (let at = 0; at < count; at++) picked.add((first + at * stride) % blocks.length);
		return [...picked];
	}

	#dataAddress(index: number): number {
		return this.#data.address + index * this.#client.job.blockBytes;
	}

	#bytesOf(index: number): Uint8Array<ArrayBuffer> {
		const { blockBytes } = this.#client.job;
		return this.#data.bytes.subarray(index * blockBytes, (index + 1) * blockBytes);
	}

	#layBatch(blocks: readonly number[]): void {
		const { size, fields } = layouts.bse_io;
		const { view } = this.#items;
		for (const [index, block] of blocks.entries()) {
			const at = index * size;
			view.setBigUint64(at + fields.id, BigInt(this.#client.idOf(block)), true);
			view.setBigUint64(at + fields.data, BigInt(this.#dataAddress(index)), true);
			view.setUint32(at + fields.len, this.#client.job.blockBytes, true);
			view.setInt32(at + fields.status, untouchedStatus, true);
		}
	}

	#batchStatus(index: number): number {
		const { size, fields } = layouts.bse_io;
		return this.#items.view.getInt32(index * size + fields.status, true);
	}

	#itemsPointer = () => pointer(this.#items.address);

	#statuses(blocks: readonly number[]): number[] {
		return blocks.map((_, index) => this.#batchStatus(index));
	}

	readBatch(): void {
		const blocks = this.#pickBlocks();
		this.#data.bytes.fill(0xa5);
		this.#layBatch(blocks);
		this.#spoiled.choose(this.#items, layouts.bse_io, blocks.length);
		const startNs = monotonicNs();
		const told = calls.assay_read_batch(this.#table, this.#itemsPointer(), blocks.length);
		const endNs = monotonicNs();
		this.#spoiled.judgeBatch(told, blocks, this.#statuses(blocks));
		for (const [index, block] of blocks.entries()) {
			if (this.#spoiled.is(index)) continue;
			const status = this.#batchStatus(index);
			const address = this.#dataAddress(index);
			this.#client.addRead(block, status, this.#bytesOf(index), address, startNs, endNs);
		}
	}

	writeBatch(): void {
		const blocks = this.#pickBlocks();
		const values = blocks.map((block, index) => {
			const value = this.#client.nextValue();
			this.#client.stamp(this.#dataAddress(index), block, value);
			return value;
		});
		this.#layBatch(blocks);
		this.#spoiled.choose(this.#items, layouts.bse_io, blocks.length);
		const startNs = monotonicNs();
		const told = calls.assay_write_batch(this.#table, this.#itemsPointer(), blocks.length);
		const endNs = monotonicNs();
		this.#spoiled.judgeBatch(told, blocks, this.#statuses(blocks));
		for (const [index, block] of blocks.entries()) {
			if (this.#spoiled.is(index)) continue;
			const value = values[index] as number;
			this.#client.log.addWrite(block, value, this.#batchStatus(index), startNs, endNs);
		}
		this.#data.bytes.fill(0xee);
	}

	/** Submits reads and writes of different blocks at once and waits for all of them. */
	queueTurn(): void {
		if (!this.#openQueue()) return;
		const blocks = this.#pickBlocks();
		const values = blocks.map((block, index) => this.#layOperation(block, index));
		this.#spoiled.choose(this.#items, layouts.bse_op, blocks.length);
		const startNs = monotonicNs();
		const queue = pointer(this.#queue);
		const items = this.#itemsPointer();
		const taken = calls.assay_queue_submit(this.#table, queue, items, blocks.length);
		if (taken !== blocks.length) {
			this.#problem(blocks[0], `an empty queue took ${taken} of ${blocks.length}`);
		}
		const waiting = new Set(blocks.keys().take(Math.max(taken, 0)));
		while (waiting.size > 0) {
			const out = pointer(this.#completions.address);
			const count = calls.assay_queue_poll(this.#table, queue, out, this.#size, pollTimeoutUs);
			const endNs = monotonicNs();
			if (count < 0) return this.#problem(blocks[0], `poll returned ${count}`);
			for (let at = 0; at < count; at++)
				this.#complete(at, blocks, values, waiting, startNs, endNs);
		}
	}

	/** Lays operation `index` out; returns the value that it writes, 0 for a read. */
	#layOperation(block: number, index: number): number {
		const { size, fields } = layouts.bse_op;
		const { view } = this.#items;
		const at = index * size;
		const value = this.#client.random(2) === 0 ? 0 : this.#client.nextValue();
		if (value === 0) this.#bytesOf(index).fill(0xa5);
		else this.#client.stamp(this.#dataAddress(index), block, value);
		view.setBigUint64(at + fields.user_data, BigInt(index), true);
		view.setBigUint64(at + fields.id, BigInt(this.#client.idOf(block)), true);
		view.setBigUint64(at + fields.data, BigInt(this.#dataAddress(index)), true);
		view.setUint32(at + fields.len, this.#client.job.blockBytes, true);
		view.setUint32(at + fields.opcode, value === 0 ? opcodes.read : opcodes.write, true);
		return value;
	}

	#complete(
		at: number,
		blocks: readonly number[],
		values: readonly number[],
		waiting: Set<number>,
		startNs: number,
		endNs: number,
	): void {
		const { size, fields } = layouts.bse_completion;
		const index = Number(this.#completions.view.getBigUint64(at * size + fields.user_data, true));
		const status = this.#completions.view.getInt32(at * size + fields.status, true);
		const block = blocks[index];
		if (block === undefined || !waiting.delete(index)) {
			return this.#problem(0, `completion for operation ${index}, which is not in flight`);
		}
		if (this.#spoiled.is(index)) return this.#spoiled.judge(block, status);
		const value = values[index] as number;
		if (value !== 0) return this.#client.log.addWrite(block, value, status, startNs, endNs);
		const address = this.#dataAddress(index);
		this.#client.addRead(block, status, this.#bytesOf(index), address, startNs, endNs);
	}

	#openQueue(): boolean {
		if (this.#queue !== 0) return true;
		const depth = Math.min(this.#size, this.#client.job.queueDepth);
		const { out } = this.#client;
		const status = calls.assay_queue_create(this.#table, depth, pointer(out.address));
		if (status !== 0) {
			this.#problem(0, `a queue of depth ${depth} was refused with ${status}`);
			return false;
		}
		this.#queue = Number(out.view.getBigUint64(0, true));
		return true;
	}

	#problem(block: number | undefined, message: string): void {
		this.#client.log.problem({ block: block ?? 0, message });
	}

	free(): void {
		if (this.#queue !== 0) calls.assay_queue_destroy(this.#table, pointer(this.#queue));
		for (const scratch of [this.#data, this.#items, this.#completions]) scratch.free();
	}
}
