/**
 * A client thread: drives the shared engine through its table and logs every operation with its
 * interval on CLOCK_MONOTONIC. A write's value is 1 + its number, unique over all clients; it
 * stands in the block's stamp, so that a read tells whose data it returned.
 */

import { type ClientMix, operationKinds } from "../contract/index.ts";
import { attachRecorder, monotonicNs, Scratch, stampBlock } from "../ffi/index.ts";
import { passBarrier } from "./client-barrier.ts";
import { GroupCalls } from "./client-group.ts";
import type { ClientJob, ClientReport } from "./client-job.ts";
import { ClientLog, enoent } from "./client-log.ts";
import { SingleCalls } from "./client-single.ts";
import { readStamp } from "./client-stamp.ts";
import { TelemetryCalls } from "./client-telemetry.ts";

declare const self: Worker & { onmessage: ((event: MessageEvent<ClientJob>) => void) | null };

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

/** The mix as a table: a random place in it names what to do. */
function makeDeck(mix: ClientMix): (keyof ClientMix)[] {
	const names = Object.keys(mix) as (keyof ClientMix)[];
	return names.flatMap((name) => new Array<keyof ClientMix>(mix[name]).fill(name));
}

export class Client {
	readonly log: ClientLog;
	readonly random: (bound: number) => number;
	/** Where the engine puts pointers: of leases and queues. */
	readonly out = new Scratch(64);
	#group: GroupCalls | undefined;
	#single: SingleCalls | undefined;
	#telemetry: TelemetryCalls | undefined;
	readonly #deck: (keyof ClientMix)[];
	#writes = 0;

	constructor(readonly job: ClientJob) {
		this.log = new ClientLog(job);
		this.random = makeRandom(job.seed + 7919 * (job.client + 1));
		this.#deck = makeDeck(job.mix);
	}

	// Made when first needed: their buffers are mappings of their own, and a loop in C needs none.
	get group(): GroupCalls {
		this.#group ??= new GroupCalls(this);
		return this.#group;
	}

	get single(): SingleCalls {
		this.#single ??= new SingleCalls(this);
		return this.#single;
	}

	get telemetry(): TelemetryCalls {
		this.#telemetry ??= new TelemetryCalls(this);
		return this.#telemetry;
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
		const { job, log } = this;
		if (status === enoent && !job.absentReadsZeros) {
			return log.add(block, operationKinds.read, 0, startNs, endNs);
		}
		const message = `read returned ${status}`;
		if (status !== 0) return log.problem({ block, message, startNs, endNs });
		const seen = readStamp(job, bytes, address, this.idOf(block));
		if (typeof seen === "number") return log.add(block, operationKinds.read, seen, startNs, endNs);
		const found = { block, message: `read returned ${seen}`, startNs, endNs };
		log.problem({ ...found, bytes: bytes.slice() });
	}

	step(): void {
		const block = this.random(this.job.blocks.length);
		const name = this.#deck[this.random(this.#deck.length)] as keyof ClientMix;
		switch (name) {
			case "read":
				return this.single.read(block);
			case "write":
				return this.single.write(block);
			case "delete":
				return this.single.delete(block);
			case "lease":
				return this.single.lease(block);
			case "flush":
				return this.single.flush(block);
			case "telemetry":
				return this.telemetry.ask(block);
			case "readBatch":
				return this.group.readBatch();
			case "writeBatch":
				return this.group.writeBatch();
			case "queue":
				return this.group.queueTurn();
		}
	}

	/** Until the steps or the time are over; all clients begin together. */
	run(): void {
		const { barrier, steps, untilNs } = this.job;
		// All of its buffers, before the others wait for it.
		void [this.single, this.group, this.telemetry];
		passBarrier(barrier);
		this.single.release(this.job.leased);
		for (let step = 0; step < steps && monotonicNs() < untilNs; step++) this.step();
		this.free();
	}

	report(): ClientReport {
		const { rows, problems, problemsTotal } = this.log;
		return { client: this.job.client, rows, problems, problemsTotal };
	}

	free(): void {
		this.#group?.free();
		this.#single?.free();
		this.#telemetry?.free();
		this.out.free();
	}
}

if (!Bun.isMainThread) {
	let isRecording = false;
	self.onmessage = ({ data: job }) => {
		if (!isRecording) attachRecorder(job.recorderPath, job.seat + 1);
		isRecording = true;
		const client = new Client(job);
		client.run();
		self.postMessage(client.report());
	};
}
