import {
	type BatchItem,
	type CheckContext,
	type Engine,
	EngineFailure,
	type NativeBuffer,
	type VictimScript,
} from "../../harness/contract/index.ts";
import { renderState } from "../model/block-state.ts";
import { errno, statusName } from "../model/errno.ts";
import { changeAt, isFlushPoint, planOf, type ScriptPlan } from "./script.ts";

const stepsMax = 1_000_000;

/**
 * Changes blocks until it is killed. It acknowledges a step only when the engine promised that
 * everything up to it survives: after each change with durable-at-write, after a flush or a
 * shutdown else.
 */
export const changingVictim: VictimScript = {
	id: "durability.changes",
	run(context, parameters, acknowledged) {
		const plan = planOf(parameters);
		const writer = new Writer(context, plan);
		const atWrite = context.descriptor.guarantees.includes("durable-at-write");
		for (let step = 1; step <= stepsMax; step++) {
			writer.change(step);
			const reopens = plan.reopenEvery > 0 && step % plan.reopenEvery === 0;
			if (reopens) writer.reopen();
			else if (isFlushPoint(plan, step)) writer.settle(!atWrite);
			else continue;
			acknowledged(step);
		}
	},
};

class Writer {
	private readonly context: CheckContext;
	private readonly plan: ScriptPlan;
	private readonly buffer: NativeBuffer;
	private readonly words: Uint32Array;
	private engine: Engine;
	private waiting: BatchItem[] = [];

	constructor(context: CheckContext, plan: ScriptPlan) {
		this.context = context;
		this.plan = plan;
		this.engine = context.mustOpen();
		const { blockBytes } = this.engine;
		this.buffer = context.allocate(blockBytes * Math.max(1, plan.batch), "end");
		this.words = new Uint32Array(new ArrayBuffer(blockBytes));
	}

	change(step: number): void {
		const { id, state } = changeAt(this.plan, step);
		if (state.kind === "absent") {
			this.sendBatch();
			const status = this.engine.delete(id);
			if (status !== -errno.ENOENT) this.must(`delete of block ${id}`, status);
			return;
		}
		renderState(this.words, state);
		const offset = this.waiting.length * this.engine.blockBytes;
		this.buffer.bytes.set(new Uint8Array(this.words.buffer), offset);
		if (this.plan.batch === 0 || !this.engine.has("batch")) {
			const { blockBytes } = this.engine;
			this.must(`write of block ${id}`, this.engine.write(id, this.buffer, blockBytes, 0));
			return;
		}
		this.waiting.push({ id, data: this.buffer, offset, length: this.engine.blockBytes });
		if (this.waiting.length === this.plan.batch) this.sendBatch();
	}

	private sendBatch(): void {
		if (this.waiting.length === 0) return;
		this.must("write batch", this.engine.writeBatch(this.waiting).status);
		this.waiting = [];
	}

	settle(flush: boolean): void {
		this.sendBatch();
		if (flush) this.must("flush", this.engine.flush());
	}

	reopen(): void {
		this.sendBatch();
		this.must("shutdown", this.engine.shutdown());
		this.engine = this.context.mustOpen();
	}

	private must(call: string, status: number): void {
		if (status === 0) return;
		const said = this.engine.lastError();
		throw new EngineFailure(`${call} returned ${statusName(status)} ("${said}") in the victim`);
	}
}
