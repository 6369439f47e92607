/**
 * A client thread: drives the shared engine through its table and logs every operation with its
 * interval on CLOCK_MONOTONIC. A write's value is 1 + its number, unique over all clients; it
 * stands in the block's stamp, so that a read tells whose data it returned.
 */

import { operationKinds } from "../contract/index.ts";
import {
	allocateGuarded,
	attachRecorder,
	calls,
	monotonicNs,
	pointer,
	stampBlock,
	verifyBlock,
} from "../ffi/index.ts";
import { GroupCalls } from "./client-group.ts";
import type { ClientJob, ClientReport } from "./client-job.ts";
import { ClientLog, enoent } from "./client-log.ts";

declare const self: Worker & { onmessage: ((event: MessageEvent<ClientJob>) => void) | null };

const { read } = operationKinds;

/** What a block's bytes hold: a value, absence, or a problem in words. */
export function readStamp(
	job: ClientJob,
	bytes: Uint8Array,
	address: number,
	id: number,
): number | string {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const writer = view.getUint32(16, true);
	const epoch = view.getUint32(20, true);
	const value = view.getUint32(24, true);
	const mismatch = verifyBlock(address, job.blockBytes, id, writer, epoch, value);
	if (mismatch === 0 && epoch === job.epoch) return value;
	if (mismatch === 0) return `data of epoch ${epoch}: written before this test`;
	if (bytes.every((byte) => byte === 0)) {
		return job.absentReadsZeros ? 0 : "zeros that nobody wrote";
	}
	const found = view.getBigUint64(8, true);
	if (found !== BigInt(id)) return `data of block ${found}, or garbage`;
	return "a torn or damaged block: its sectors are not one write's";
}

/** xorshift32: a sequence of its own for each client and seed. */
function makeRandom(seed: number): (bound: number) => number {
	let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ (seed >>> 13)) | 1;
	return (bound) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % bound;
	};
}

export class Client {
	readonly log: ClientLog;
	readonly random: (bound: number) => number;
	readonly #table;
	readonly #source;
	readonly #sink;
	#writes = 0;
	readonly #group: GroupCalls;

	constructor(readonly job: ClientJob) {
		this.log = new ClientLog(job);
		this.random = makeRandom(job.seed + 7919 * (job.client + 1));
		this.#table = pointer(job.table);
		this.#source = allocateGuarded(job.blockBytes, "end");
		this.#sink = allocateGuarded(job.blockBytes, "end");
		this.#group = new GroupCalls(this);
	}

	/** The next value of this client: dense over all clients, above the prefilled ones. */
	nextValue(): number {
		const { blocks, clients, client } = this.job;
		return 1 + blocks.length + client + clients * this.#writes++;
	}

	idOf(block: number): number {
		return this.job.blocks[block] as number;
	}

	stamp(address: number, block: number, value: number): void {
		const { blockBytes, client, epoch } = this.job;
		stampBlock(address, blockBytes, this.idOf(block), client + 1, epoch, value);
	}

	/** Judges what a read of `block` returned and logs it. */
	addRead(
		block: number,
		status: number,
		bytes: Uint8Array,
		address: number,
		startNs: number,
		endNs: number,
	): void {
		if (status === enoent) return this.log.add(block, read, 0, startNs, endNs);
		if (status !== 0) return this.log.problem(block, `read returned ${status}`);
		const seen = readStamp(this.job, bytes, address, this.idOf(block));
		if (typeof seen === "string") return this.log.problem(block, `read returned ${seen}`);
		this.log.add(block, read, seen, startNs, endNs);
	}

	step(): void {
		const { mix } = this.job;
		const block = this.random(this.job.blocks.length);
		let pick = this.random(Object.values(mix).reduce((sum, weight) => sum + weight, 0));
		for (const [name, weight] of Object.entries(mix)) {
			if (pick < weight) return this.#do(name as keyof typeof mix, block);
			pick -= weight;
		}
	}

	#do(name: keyof ClientJob["mix"], block: number): void {
		switch (name) {
			case "read":
				return this.#read(block);
			case "write":
				return this.#write(block);
			case "delete":
				return this.#delete(block);
			case "lease":
				return this.#leased(block);
			case "flush": {
				const status = calls.assay_flush(this.#table);
				if (status !== 0) this.log.problem(block, `flush returned ${status}`);
				return;
			}
			case "readBatch":
				return this.#group.readBatch();
			case "writeBatch":
				return this.#group.writeBatch();
			case "queue":
				return this.#group.queueTurn();
		}
	}

	#read(block: number): void {
		const { address, bytes } = this.#sink;
		bytes.fill(0xa5);
		const startNs = monotonicNs();
		const status = calls.assay_read(
			this.#table,
			BigInt(this.idOf(block)),
			pointer(address),
			this.job.blockBytes,
		);
		const endNs = monotonicNs();
		this.addRead(block, status, bytes, address, startNs, endNs);
	}

	#write(block: number): void {
		const { address } = this.#source;
		const value = this.nextValue();
		this.stamp(address, block, value);
		const startNs = monotonicNs();
		const status = calls.assay_write(
			this.#table,
			BigInt(this.idOf(block)),
			pointer(address),
			this.job.blockBytes,
		);
		const endNs = monotonicNs();
		this.log.addChange(block, value, status, startNs, endNs);
		// The buffer is ours again: an engine that still reads from it stores what was never written.
		this.#source.bytes.fill(0xee);
	}

	#delete(block: number): void {
		const startNs = monotonicNs();
		const status = calls.assay_delete(this.#table, BigInt(this.idOf(block)));
		this.log.addChange(block, 0, status, startNs, monotonicNs());
	}

	/** A lease keeps its contents while this and the other clients go on. */
	#leased(block: number): void {
		const out = this.#group.out;
		const startNs = monotonicNs();
		const status = calls.assay_lease(this.#table, BigInt(this.idOf(block)), pointer(out.address));
		const endNs = monotonicNs();
		if (status === eagain) return;
		if (status !== 0) return this.addRead(block, status, out.bytes, out.address, startNs, endNs);
		const address = Number(out.view.getBigUint64(0, true));
		const bytes = this.#group.view(address);
		this.addRead(block, 0, bytes, address, startNs, endNs);
		const before = Bun.hash(bytes);
		this.#write(block);
		this.#read(this.random(this.job.blocks.length));
		if (Bun.hash(bytes) !== before) {
			this.log.problem(block, "a leased block changed before its release");
		}
		const released = calls.assay_release(this.#table, pointer(address));
		if (released !== 0) this.log.problem(block, `release returned ${released}`);
	}

	finish(): void {
		this.#group.finish();
	}
}

const eagain = -11;

if (!Bun.isMainThread) {
	self.onmessage = ({ data: job }) => {
		attachRecorder(job.recorderPath, job.client + 1);
		const client = new Client(job);
		const start = new Int32Array(job.start);
		Atomics.add(start, 1, 1);
		Atomics.notify(start, 1);
		Atomics.wait(start, 0, 0);
		for (let step = 0; step < job.steps && monotonicNs() < job.untilNs; step++) client.step();
		client.finish();
		const { rows, problems, problemsTotal } = client.log;
		const report: ClientReport = { client: job.client, rows, problems, problemsTotal };
		self.postMessage(report);
	};
}
