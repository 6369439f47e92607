import type { Engine, EngineConfig, Status } from "../../harness/contract/index.ts";
import { absent, type BlockState, stamped, zeros } from "./block-state.ts";
import { errno, statusName } from "./errno.ts";
import type { Problem } from "./ledger.ts";
import { capacityOf, Probe } from "./probe.ts";
import { canaryByte } from "./sector.ts";

export type { SessionOptions } from "./probe.ts";

/** Does the engine keep acknowledged writes over a clean shutdown? */
export function isDurable(engine: { readonly descriptor: Engine["descriptor"] }): boolean {
	const { guarantees } = engine.descriptor;
	return guarantees.includes("durable-at-write") || guarantees.includes("durable-at-flush");
}

/**
 * An engine with its reference model beside it. The plain methods expect a healthy target: any
 * refusal is a failure of the engine. The `try` methods let the call fail, as under a fault, and
 * note that its outcome is unknown. Every read is judged.
 */
export class Session extends Probe {
	nextState(id: bigint): BlockState {
		return stamped(this.ledger.nextStamp(id));
	}

	write(id: bigint): void {
		const state = this.nextState(id);
		this.mustSucceed(`write of block ${id}`, this.tryWriteState(id, state));
	}

	writeZeros(id: bigint): void {
		this.mustSucceed(`write of zeros to block ${id}`, this.tryWriteState(id, zeros));
	}

	tryWrite(id: bigint): Status {
		return this.tryWriteState(id, this.nextState(id));
	}

	tryWriteState(id: bigint, state: BlockState): Status {
		this.render(state);
		const status = this.engine.write(id, this.source);
		this.note("write", id, state, status);
		this.mustBeStatus(`write of block ${id}`, status);
		return status;
	}

	/** Enters a write into trail and ledger that was made by other means. */
	note(call: string, id: bigint, state: BlockState, status: Status): void {
		this.trail.add(call, id, state.kind === "stamped" ? state.stamp.sequence : 0, status);
		if (status === 0) this.ledger.settle(id, state);
		// A transfer that stopped in the middle leaves an in-place engine with both halves.
		else this.ledger.maybe(id, state, true);
	}

	/** Reads and judges; a read that fails where data must be is a failure. */
	read(id: bigint, when?: string): void {
		const problem = this.judgeRead(id, "read");
		if (problem !== undefined) this.failProblem(problem, when);
	}

	judgeRead(id: bigint, call = "read"): Problem | undefined {
		this.sink.bytes.fill(canaryByte);
		const status = this.engine.read(id, this.sink);
		this.trail.add(call, id, 0, status);
		return this.ledger.judge(id, status, this.sink.bytes);
	}

	/** Under a fault: the read may fail, but what it returns with 0 must be right. */
	tryRead(id: bigint, when?: string): Status {
		this.sink.bytes.fill(canaryByte);
		const status = this.engine.read(id, this.sink);
		this.trail.add("read", id, 0, status);
		this.mustBeStatus(`read of block ${id}`, status);
		// -ENOENT is no I/O error: it says that the block does not exist, and is judged as such.
		const judged = status === 0 || status === -errno.ENOENT;
		const problem = judged
			? this.ledger.judge(id, status, this.sink.bytes)
			: this.ledger.judgeFailedRead(id, this.sink.bytes);
		if (problem !== undefined) this.failProblem(problem, when);
		return status;
	}

	/** Of an absent block 0 and -ENOENT are both lawful. */
	delete(id: bigint): void {
		const maybeAbsent = this.ledger.possible(id).some((state) => state.kind === "absent");
		const status = this.tryDelete(id);
		if (status === -errno.ENOENT && maybeAbsent) return;
		this.mustSucceed(`delete of block ${id}`, status);
	}

	tryDelete(id: bigint): Status {
		const maybeAbsent = this.ledger.possible(id).some((state) => state.kind === "absent");
		const status = this.engine.delete(id);
		this.trail.add("delete", id, 0, status);
		this.mustBeStatus(`delete of block ${id}`, status);
		if (status === 0 || (status === -errno.ENOENT && maybeAbsent)) this.ledger.settle(id, absent);
		else if (status !== -errno.ENOENT) this.ledger.maybe(id, absent, false);
		return status;
	}

	flush(): void {
		this.mustSucceed("flush", this.tryFlush());
	}

	tryFlush(): Status {
		const status = this.engine.flush();
		this.trail.add("flush", undefined, 0, status);
		this.mustBeStatus("flush", status);
		return status;
	}

	/** Reads every given block, or every block that was ever touched. */
	verify(ids: Iterable<bigint> = this.ledger.ids(), when?: string): void {
		for (const id of ids) this.read(id, when);
	}

	shutdown(): void {
		this.serving = false;
		const status = this.engine.shutdown();
		this.trail.add("shutdown", undefined, 0, status);
		if (status !== 0) this.fail(`shutdown returned ${statusName(status)} on a healthy target`, "0");
		if (!isDurable(this.engine)) this.ledger.mayVanish();
	}

	/** Opens again after `shutdown`, with other settings if wanted. */
	open(config: EngineConfig | undefined = this.config): void {
		this.engine = this.context.mustOpen(config);
		this.capacityBlocks = capacityOf(this.context, config);
		this.serving = true;
		this.trail.add("initialize", undefined, 0, 0);
	}

	reopen(config?: EngineConfig): void {
		this.shutdown();
		this.open(config);
	}

	/** Shuts the engine down and gives the buffers back. */
	close(): void {
		this.shutdown();
		this.free();
	}

	/** After a failure: lets go of the target without asking how that went. */
	abandon(): void {
		if (this.serving) this.engine.shutdown();
		this.serving = false;
		this.free();
	}

	free(): void {
		if (!this.ownsBuffers) return;
		this.source.free();
		this.sink.free();
	}
}
