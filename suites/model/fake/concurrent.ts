import {
	type ClientProblem,
	type ConcurrentOutcome,
	type ConcurrentPlan,
	type Engine,
	operationKinds as kinds,
} from "../../../harness/contract/index.ts";
import { renderState, stamped } from "../block-state.ts";
import { errno } from "../errno.ts";
import { Random } from "../random.ts";
import { readSectors } from "../sector.ts";
import type { FakeBuffer } from "./memory.ts";

interface Row {
	readonly client: number;
	readonly block: number;
	readonly kind: number;
	readonly value: number;
	readonly start: number;
	readonly end: number;
}

/**
 * Test support: a plan's clients, one step each in turn, in the one thread that there is. Reads,
 * writes and deletes only.
 */
export class FakeClients {
	readonly #engine: Engine;
	readonly #plan: ConcurrentPlan;
	readonly #buffer: FakeBuffer;
	readonly #rows: Row[] = [];
	readonly #problems: ClientProblem[] = [];
	#value: number;
	#time = 0;

	constructor(engine: Engine, plan: ConcurrentPlan, buffer: FakeBuffer) {
		this.#engine = engine;
		this.#plan = plan;
		this.#buffer = buffer;
		this.#value = plan.blocks.length;
	}

	run(): ConcurrentOutcome {
		const { plan, initial } = { plan: this.#plan, initial: this.#prefill() };
		const random = new Random(plan.seed);
		const { read, write, delete: deletes } = plan.mix;
		for (let step = 0; step < plan.stepsPerClient * plan.clients; step++) {
			const client = step % plan.clients;
			const block = random.below(plan.blocks.length);
			const what = random.below(read + write + deletes);
			if (what < read) this.#read(client, block);
			else if (what < read + write) this.#write(client, block, ++this.#value);
			else this.#delete(client, block);
		}
		if (plan.readsAtEnd ?? true) {
			for (const block of plan.blocks.keys()) this.#read(plan.clients, block);
		}
		return this.#outcome(initial);
	}

	#id(block: number): bigint {
		return BigInt(this.#plan.blocks[block] ?? 0);
	}

	#prefill(): Int32Array {
		const initial = new Int32Array(this.#plan.blocks.length);
		for (const block of this.#plan.prefill ? initial.keys() : []) {
			initial[block] = 1 + block;
			this.#write(0, block, 1 + block);
		}
		this.#rows.length = 0;
		return initial;
	}

	#write(client: number, block: number, sequence: number): void {
		const { epoch } = this.#plan;
		const words = new Uint32Array(new ArrayBuffer(this.#engine.blockBytes));
		renderState(words, stamped({ blockId: this.#id(block), writer: 1, epoch, sequence }));
		this.#buffer.bytes.set(new Uint8Array(words.buffer));
		const { blockBytes } = this.#engine;
		const status = this.#engine.write(this.#id(block), this.#buffer, blockBytes);
		this.#add(client, block, kinds.write, sequence, status);
	}

	#delete(client: number, block: number): void {
		const status = this.#engine.delete(this.#id(block));
		const missed = status === -errno.ENOENT;
		this.#add(client, block, missed ? kinds.missedDelete : kinds.delete, 0, missed ? 0 : status);
	}

	#read(client: number, block: number): void {
		const { blockBytes } = this.#engine;
		this.#buffer.bytes.fill(0xa5);
		const status = this.#engine.read(this.#id(block), this.#buffer, blockBytes);
		const isZeros = this.#buffer.bytes.every((byte) => byte === 0);
		const [first] = readSectors(this.#buffer.bytes);
		const seen = isZeros ? 0 : first?.kind === "stamped" ? first.stamp.sequence : -1;
		if (status === 0 && seen < 0) {
			const [message, bytes] = ["read returned other data", this.#buffer.bytes.slice()];
			this.#problems.push({ client, block, message, bytes });
		} else if (status === -errno.ENOENT) this.#add(client, block, kinds.read, 0, 0);
		else this.#add(client, block, kinds.read, seen, status);
	}

	#add(client: number, block: number, kind: number, value: number, status: number): void {
		if (status !== 0) {
			this.#problems.push({ client, block, message: `returned ${status}` });
			return;
		}
		this.#rows.push({ client, block, kind, value, start: this.#time, end: this.#time + 1 });
		this.#time += 2;
	}

	#outcome(initial: Int32Array): ConcurrentOutcome {
		const rows = this.#rows;
		const history = {
			length: rows.length,
			block: Int32Array.from(rows, (row) => row.block),
			kind: Uint8Array.from(rows, (row) => row.kind),
			value: Int32Array.from(rows, (row) => row.value),
			start: Float64Array.from(rows, (row) => row.start),
			end: Float64Array.from(rows, (row) => row.end),
			client: Uint8Array.from(rows, (row) => row.client),
			initial,
		};
		const problems = this.#problems;
		return { history, problems, problemsTotal: problems.length, overlapShare: 1 };
	}
}
