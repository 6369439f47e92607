import type {
	CheckContext,
	ClientMix,
	ConcurrentPlan,
	Engine,
	EngineDescriptor,
} from "../../harness/contract/index.ts";
import { keepsData, storesData } from "../model/applies.ts";
import { noOperations } from "../model/no-operations.ts";

/** Longer profiles have more rounds, not endless ones: a round's history is judged as a whole. */
const stepsMost = 40_000;
/** Of the check's budget: where the disk is slow, a round ends by this. */
const roundShare = 0.3;

/** What a round of clients does. */
export interface Shape {
	readonly clients: number;
	/** Few blocks meet often and hide stale reads; many meet seldom and show them. */
	readonly blocks: number;
	readonly mix: Partial<ClientMix>;
	readonly batchSize?: number;
	/** Single reads and writes with buffers that are not aligned, where the engine takes them. */
	readonly unaligned?: boolean;
	/** Steps of a client for each property run that the profile asks for. */
	readonly stepsPerRun: number;
}

/** One round's plan. Each round of a check has a seed and an epoch of its own. */
export function planRound(
	context: CheckContext,
	engine: Engine,
	shape: Shape,
	round: number,
): ConcurrentPlan {
	const blocks = Math.min(shape.blocks, context.capacityBlocks);
	return {
		clients: shape.clients,
		stepsPerClient: Math.min(Math.max(100, shape.stepsPerRun * context.propertyRuns), stepsMost),
		blocks: Array.from({ length: blocks }, (_, index) => index),
		prefill: true,
		mix: { ...noOperations, ...supported(shape.mix, engine) },
		batchSize: shape.batchSize ?? 1,
		shiftBytes: shape.unaligned === true && takesUnaligned(context, engine) ? unalignedBytes : 0,
		untilNs: context.nowNs() + roundShare * context.budgetMs * 1e6,
		seed: context.seed + 7901 * round,
		epoch: 1 + round,
	};
}

/** Whole words, so that the blocks can be stamped and judged where they lie. */
const unalignedBytes = 8;

/**
 * What it copies such buffers through may be shared by its threads, whatever alignment it asks for.
 * Refusing them is lawful.
 */
function takesUnaligned(context: CheckContext, engine: Engine): boolean {
	const data = context.allocate(engine.blockBytes + unalignedBytes, "start");
	const place = [0n, data, engine.blockBytes, unalignedBytes] as const;
	const taken = engine.write(...place) === 0 && engine.read(...place) === 0;
	data.free();
	return taken;
}

/** Only what the engine can do: a mix may name more. */
function supported(mix: Partial<ClientMix>, engine: Engine): Partial<ClientMix> {
	const missing = {
		...(engine.has("batch") ? {} : { readBatch: 0, writeBatch: 0 }),
		...(engine.has("lease") ? {} : { lease: 0 }),
		...(engine.has("queue") ? {} : { queue: 0 }),
	};
	return { ...mix, ...missing };
}

export function threadSafe(descriptor: EngineDescriptor): true | string {
	const stores = storesData(descriptor);
	if (stores !== true) return stores;
	if (descriptor.guarantees.includes("thread-safe")) return true;
	return "the engine does not promise to be thread-safe: the host calls it from one thread at a time";
}

export function threadSafeAndKeepsData(descriptor: EngineDescriptor): true | string {
	const safe = threadSafe(descriptor);
	return safe === true ? keepsData(descriptor) : safe;
}
