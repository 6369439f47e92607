import {
	type CheckContext,
	type Engine,
	type EngineConfig,
	EngineFailure,
	type EngineStats,
	type NativeBuffer,
	type Status,
} from "../../harness/contract/index.ts";
import { type BlockState, renderState } from "./block-state.ts";
import { isStatus, statusName } from "./errno.ts";
import { Ledger, type Problem } from "./ledger.ts";
import { Trail } from "./trail.ts";

export interface SessionOptions {
	readonly config?: EngineConfig;
	/** Blocks that are there already: a former session's, or a victim's. */
	readonly ledger?: Ledger;
	/** Which end of the block buffers lies against an unmapped page. */
	readonly guard?: "start" | "end";
	/** Block buffers that outlive the session, and that it does not free: for many short ones. */
	readonly buffers?: { readonly source: NativeBuffer; readonly sink: NativeBuffer };
}

export function capacityOf(context: CheckContext, config: EngineConfig | undefined): number {
	const own = config?.capacity_blocks;
	return typeof own === "number" ? own : context.capacityBlocks;
}

/** An open engine with its buffers, its reference model, and how to fail with evidence. */
export class Probe {
	readonly context: CheckContext;
	readonly ledger: Ledger;
	readonly trail = new Trail();
	readonly blockBytes: number;
	/** Written from and read into; read before the next call only. */
	readonly source: NativeBuffer;
	readonly sink: NativeBuffer;
	engine: Engine;
	/** As this session opened it, which may be other than the run's. */
	capacityBlocks: number;
	protected readonly ownsBuffers: boolean;
	protected serving = true;
	private readonly sourceWords: Uint32Array;
	readonly config: EngineConfig | undefined;

	constructor(context: CheckContext, options: SessionOptions = {}) {
		this.context = context;
		this.config = options.config;
		this.engine = context.mustOpen(options.config);
		this.capacityBlocks = capacityOf(context, options.config);
		this.blockBytes = this.engine.blockBytes;
		this.ledger =
			options.ledger ??
			new Ledger(this.blockBytes, {
				absentReadsZeros: this.engine.descriptor.guarantees.includes("absent-reads-zeros"),
			});
		this.ownsBuffers = options.buffers === undefined;
		const guard = options.guard ?? "end";
		this.source = options.buffers?.source ?? context.allocate(this.blockBytes, guard);
		this.sink = options.buffers?.sink ?? context.allocate(this.blockBytes, guard);
		const { buffer, byteOffset } = this.source.bytes;
		this.sourceWords = new Uint32Array(buffer, byteOffset, this.blockBytes >> 2);
	}

	fail(message: string, expected?: string, found?: string): never {
		throw new EngineFailure(message, {
			...(expected === undefined ? {} : { expected }),
			...(found === undefined ? {} : { found }),
			details: { operations: this.trail.lines() },
		});
	}

	failProblem(problem: Problem, when?: string): never {
		const message = when === undefined ? problem.message : `${when}: ${problem.message}`;
		this.fail(message, problem.expected, problem.found);
	}

	/** Judges blocks 0, 1, 2 .. side by side in one buffer, as successful reads left them. */
	mustHold(bytes: Uint8Array, count: number, when: string): void {
		for (let index = 0; index < count; index++) {
			const start = index * this.blockBytes;
			const part = bytes.subarray(start, start + this.blockBytes);
			const problem = this.ledger.judge(BigInt(index), 0, part);
			if (problem !== undefined) this.failProblem(problem, when);
		}
	}

	/** Requires status 0 of a call that nothing excuses. */
	mustSucceed(call: string, status: Status): void {
		if (status === 0) return;
		const said = this.engine.lastError();
		const because = said === "" ? "" : ` ("${said}")`;
		this.fail(`${call} returned ${statusName(status)}${because} on a healthy target`, "0");
	}

	/** Counters and sums of an engine that must tell them. */
	stats(): EngineStats {
		const stats = this.engine.stats();
		if (typeof stats !== "number") return stats;
		return this.fail(`get_stats returned ${statusName(stats)}`, "0");
	}

	protected mustBeStatus(call: string, status: Status): void {
		if (!isStatus(status)) this.fail(`${call} returned ${status}: not 0 or a negative errno`);
	}

	/** Puts the state's bytes into a block buffer. */
	render(state: BlockState, buffer: NativeBuffer = this.source, offset = 0): void {
		if (buffer === this.source && offset === 0) {
			renderState(this.sourceWords, state);
			return;
		}
		const words = new Uint32Array(new ArrayBuffer(this.blockBytes));
		renderState(words, state);
		buffer.bytes.set(new Uint8Array(words.buffer), offset);
	}
}
