import type { EngineDescriptor } from "../../harness/contract/index.ts";
import { absent, type BlockState, stamped, zeros } from "../model/block-state.ts";
import { Random } from "../model/random.ts";

/** What a victim does, and what its judge knows that it did: a pure function of these numbers. */
export interface ScriptPlan {
	readonly seed: number;
	readonly epoch: number;
	/** Blocks that it uses, from 0. */
	readonly blocks: number;
	/** Changes between two flushes; with durable-at-write 1 or a batch, which counts at once. */
	readonly interval: number;
	/** Changes between two reopens; 0: never. */
	readonly reopenEvery: number;
	/** Items of a batch; 0: single calls. */
	readonly batch: number;
	/** No deletes: for a prefix that must be told from what survived. */
	readonly writesOnly: boolean;
}

export interface Change {
	readonly id: bigint;
	readonly state: BlockState;
}

/** Change `step`, counted from 1. */
export function changeAt(plan: ScriptPlan, step: number): Change {
	const random = new Random(plan.seed, step);
	// In turn and shuffled within a round: every block is distinct between flushes, where it fits.
	const turn = (step * 7 + random.below(3)) % plan.blocks;
	const id = BigInt(plan.writesOnly ? (step * 7) % plan.blocks : turn);
	const what = plan.writesOnly ? 0 : random.below(8);
	if (what === 5 || what === 6) return { id, state: absent };
	if (what === 7) return { id, state: zeros };
	const { epoch } = plan;
	return { id, state: stamped({ blockId: id, writer: 1, epoch, sequence: step }) };
}

/** After which change the victim acknowledges: the end of its interval. */
export function isFlushPoint(plan: ScriptPlan, step: number): boolean {
	return step % plan.interval === 0;
}

/** How often an engine's promise allows to rely on what was acknowledged. */
export function intervalFor(descriptor: EngineDescriptor, wanted: number, batch: number): number {
	return descriptor.guarantees.includes("durable-at-write") ? Math.max(1, batch) : wanted;
}

export function planOf(parameters: Record<string, unknown>): ScriptPlan {
	const number = (key: string): number => {
		const value = parameters[key];
		if (typeof value !== "number") throw new Error(`victim parameter ${key} is ${String(value)}`);
		return value;
	};
	return {
		seed: number("seed"),
		epoch: number("epoch"),
		blocks: number("blocks"),
		interval: number("interval"),
		reopenEvery: number("reopenEvery"),
		batch: number("batch"),
		writesOnly: parameters.writesOnly === true,
	};
}
