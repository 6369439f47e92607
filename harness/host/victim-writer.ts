/**
 * A writer of a victim: changes blocks of its own until its process is killed. Each change is
 * logged before its call and completed after it, with tickets that all writers share, so that who
 * reads the log knows what was acknowledged, in which order, and what was under way.
 */
import { type ChangeKind, VictimLog, type WritersPlan } from "../contract/index.ts";
import { allocateGuarded, attachRecorder, stampBlock } from "../ffi/index.ts";
import { WriterGroup } from "./victim-group.ts";
import { openPort, type Port, type Through } from "./victim-port.ts";

declare const self: Worker & { onmessage: ((event: MessageEvent<WriterJob>) => void) | null };

export interface WriterJob {
	readonly plan: WritersPlan;
	readonly writer: number;
	/** Of a slot, `writer` + 1 is its lane. */
	readonly through: Through;
	readonly blockBytes: number;
	readonly logPath: string;
	readonly recorderPath: string;
	/** [0]: the last ticket given out. */
	readonly tickets: SharedArrayBuffer;
	/** [0]: 1 while nobody may begin a change; [1]: writers that wait for that to end. */
	readonly pause: SharedArrayBuffer;
}

const pauseLookMs = 50;

export class Writer {
	readonly job: WriterJob;
	readonly #log: VictimLog;
	readonly #own: readonly number[];
	readonly #tickets: Int32Array;
	readonly #pause: Int32Array;
	readonly port: Port;
	readonly #source;
	readonly #group: WriterGroup;
	#row: number;
	#sequence: number;
	#random: number;

	constructor(job: WriterJob, log: VictimLog) {
		const { plan, writer } = job;
		this.job = job;
		this.#log = log;
		this.#own = [...plan.blocks.keys()].filter((index) => index % plan.writers === writer);
		this.#tickets = new Int32Array(job.tickets);
		this.#pause = new Int32Array(job.pause);
		this.port = openPort(job.through, writer + 1);
		this.#source = allocateGuarded(job.blockBytes, "end");
		this.#group = new WriterGroup(this);
		this.#row = writer === 0 ? (plan.after?.rows ?? 0) : 0;
		this.#sequence = plan.after?.sequences ?? 0;
		this.#random = Math.imul((plan.seed ^ 0x9e3779b9) + 7919 * (writer + 1), 0x85ebca6b) | 1;
	}

	below(bound: number): number {
		this.#random ^= this.#random << 13;
		this.#random ^= this.#random >>> 17;
		this.#random ^= this.#random << 5;
		return (this.#random >>> 0) % bound;
	}

	run(): void {
		const { steps, batchSize, mix } = this.job.plan;
		const weights = Object.entries(mix) as [keyof typeof mix, number][];
		const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
		for (let step = 0; step < steps && this.#row + batchSize < this.#log.rows; step++) {
			this.#wait();
			let pick = this.below(total);
			for (const [name, weight] of weights) {
				if (pick < weight) {
					this.#step(name);
					break;
				}
				pick -= weight;
			}
		}
		this.#group.finish();
	}

	#wait(): void {
		if (Atomics.load(this.#pause, 0) === 0) return;
		Atomics.add(this.#pause, 1, 1);
		while (Atomics.load(this.#pause, 0) === 1) Atomics.wait(this.#pause, 0, 1, pauseLookMs);
		Atomics.sub(this.#pause, 1, 1);
	}

	#step(name: keyof WritersPlan["mix"]): void {
		switch (name) {
			case "write":
				return this.#write(this.#pick());
			case "delete": {
				const block = this.#pick();
				const row = this.begin("delete", block, 0);
				return this.end(row, this.port.delete(this.idOf(block)));
			}
			case "flush":
				return this.end(this.begin("flush", 0, 0), this.port.flush());
			case "writeBatch":
				return this.#group.writeBatch(this.#pickSeveral());
			case "queue":
				return this.#group.queueTurn(this.#pickSeveral());
		}
	}

	#write(block: number): void {
		const { address, bytes } = this.#source;
		const { blockBytes } = this.job;
		const row = this.begin("write", block, this.stamp(address, block));
		const id = this.idOf(block);
		this.end(row, this.port.write(id, address, blockBytes));
		// The buffer is ours again: an engine that still reads from it stores what was never written.
		bytes.fill(0xee);
	}

	#pick(): number {
		return this.#own[this.below(this.#own.length)] as number;
	}

	/** Different blocks, in no order. */
	#pickSeveral(): number[] {
		const count = Math.min(1 + this.below(this.job.plan.batchSize), this.#own.length);
		const first = this.below(this.#own.length);
		return Array.from({ length: count }, (_, at) => {
			return this.#own[(first + at) % this.#own.length] as number;
		}).sort((left, right) => ((left * 37) % 101) - ((right * 37) % 101));
	}

	idOf(block: number): bigint {
		return BigInt(this.job.plan.blocks[block] as number);
	}

	/** Lays the next stamp of this writer at the address; its sequence. */
	stamp(address: number, block: number): number {
		const { blockBytes, plan, writer } = this.job;
		const sequence = ++this.#sequence;
		stampBlock(address, blockBytes, Number(this.idOf(block)), writer + 1, plan.epoch, sequence);
		return sequence;
	}

	begin(kind: ChangeKind, block: number, sequence: number): number {
		const row = this.#row++;
		const start = Atomics.add(this.#tickets, 0, 1) + 1;
		this.#log.begin(this.job.writer, row, { kind, block, sequence, start });
		return row;
	}

	end(row: number, status: number): void {
		this.#log.end(this.job.writer, row, Atomics.add(this.#tickets, 0, 1) + 1, status);
	}
}

if (!Bun.isMainThread) {
	self.onmessage = ({ data: job }) => {
		attachRecorder(job.recorderPath, job.writer + 1);
		new Writer(job, mapLog(job.logPath)).run();
		self.postMessage("done");
	};
}

/** The log as this thread sees it. */
export function mapLog(path: string): VictimLog {
	const bytes = Bun.mmap(path, { shared: true });
	return new VictimLog(new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2));
}
