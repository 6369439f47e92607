import type { Check, CheckContext, ConcurrentPlan } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { smallBlock } from "../model/block-sizes.ts";
import { noOperations } from "../model/no-operations.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";
import { mustReplay } from "./replay.ts";

const blocksMax = 16384;

/**
 * Defects that need many blocks or many operations: a cache that evicts, a table that grows or that
 * is searched too briefly, an action that goes wrong once in twenty thousand. First over as many
 * blocks as can be written, then as often as can be, from one thread in a loop without JavaScript.
 * Not covered: caches larger than what was written in that time.
 */
export const manyBlocks: Check = {
	id: "data.many-blocks",
	title: "Many blocks, overwritten and deleted in random order, all hold their last write",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	async run(context) {
		const spread = overManyBlocks(context);
		const operations = await again(context);
		return pass(`${spread}; then ${operations}`);
	},
};

function overManyBlocks(context: CheckContext): string {
	const session = new Session(context);
	const random = new Random(context.seed);
	const start = context.nowNs();
	const spent = (): number => (context.nowNs() - start) / 1e6 / context.budgetMs;
	const ids: bigint[] = [];
	const most = Math.min(blocksMax, context.capacityBlocks);
	for (const id of idsInTurns(context.capacityBlocks, most, random).map(BigInt)) {
		session.write(id);
		ids.push(id);
		// A table gives up where it is nearly full, and has room again once it has grown.
		if (ids.length % 2 === 0) session.read(random.pick(ids), `of ${ids.length} blocks`);
		if (spent() > 0.2) break;
	}
	let operations = ids.length;
	while (spent() < 0.35) {
		for (let n = 0; n < 32; n++, operations++) {
			const id = random.pick(ids);
			const what = random.below(16);
			if (what < 7) session.write(id);
			else if (what === 7) session.delete(id);
			else if (what === 8) session.writeZeros(id);
			else session.read(id);
		}
	}
	let verified = 0;
	for (const id of random.shuffled(ids)) {
		session.read(id, `after ${operations} operations on ${ids.length} blocks`);
		verified += 1;
		if (spent() > 0.5) break;
	}
	session.close();
	return `${operations} operations on ${ids.length} blocks, ${verified} read again at the end`;
}

/** Of the loop without JavaScript: a table grows for them, and is searched at every load. */
const blocksAtRandom = 5500;
const stepsAtRandom = 60_000;
const stepsPerBudgetMs = 400;
const stepsMost = 4_000_000;

function blocksAgain(context: CheckContext): number {
	return Math.min(256, context.capacityBlocks);
}

/** Of the budget; an engine that is quick enough and was kept from the processor gets more. */
const shareAgain = 0.35;
const roundsMost = 4;
/** So many, or an action that goes wrong once in 20,000 may not have come up, or not been read. */
const operationsWanted = 250_000;

/**
 * Small blocks: less of the time goes into stamping them, more of it into the engine. The rounds
 * are on one opened engine, so that what it counts goes on.
 */
async function again(context: CheckContext): Promise<string> {
	context.target.renew();
	const engine = context.mustOpen({ block_size: smallBlock(context) });
	const steps = Math.min(stepsMost, Math.ceil(context.budgetMs * stepsPerBudgetMs));
	const planOf = (stepsPerClient: number, round: number): ConcurrentPlan => ({
		clients: 1,
		stepsPerClient,
		blocks: Array.from({ length: blocksAgain(context) }, (_, block) => block),
		prefill: round > 0,
		// As many reads as changes: what was lost shows only until the next write.
		mix: { ...noOperations, read: 48, write: 45, delete: 7 },
		batchSize: 1,
		seed: context.seed + 7901 * round,
		untilNs: context.nowNs() + shareAgain * context.budgetMs * 1e6,
		epoch: 1 + round,
	});
	// The thread starts with this one, so that its start takes no time from the other ones.
	const reads = { ...noOperations, read: 1 };
	await context.concurrent(engine, { ...planOf(1, 0), mix: reads, readsAtEnd: false });
	let operations = 0;
	let isSlow = false;
	for (let round = 0; round < roundsMost && !isSlow && operations < operationsWanted; round++) {
		const plan = planOf(steps, round);
		const { history, problems } = await context.concurrent(engine, plan);
		mustReplay(history, problems, plan.blocks);
		operations += history.length;
		isSlow = history.length < operationsWanted / 16;
	}
	let shown = `${operations} operations on ${blocksAgain(context)} blocks`;
	const blocks = isSlow ? [] : idsBehind(context, new Random(context.seed, 1));
	if (blocks.length > 0) {
		// The machine may be busy, the engine is not slow.
		const untilNs = context.nowNs() + roundsMost * shareAgain * context.budgetMs * 1e6;
		const plan = { ...planOf(stepsAtRandom, 0), blocks, epoch: 1 + roundsMost, untilNs };
		const { history, problems } = await context.concurrent(engine, plan);
		mustReplay(history, problems, blocks);
		shown += ` and ${history.length} on ${blocks.length} at random`;
	}
	engine.shutdown();
	return shown;
}

/** Those of `idsInTurns` that the rounds before left absent. */
function idsBehind(context: CheckContext, random: Random): number[] {
	const first = blocksAgain(context);
	const most = Math.min(blocksAtRandom, context.capacityBlocks - first);
	return idsInTurns(context.capacityBlocks - first, most, random).map((id) => first + id);
}

/**
 * Without repeats. Ids that are spread evenly are also spread evenly by a good hash, and never meet
 * in its table: random ones do, multiples of 64 do where it keeps low bits, and neighbours share
 * pages of a map.
 */
function idsInTurns(capacityBlocks: number, most: number, random: Random): number[] {
	const ids = new Set<number>();
	const start = random.below(Math.min(capacityBlocks, 2 ** 32));
	for (let turn = 0; ids.size < most; turn++) {
		ids.add(random.below(Math.min(capacityBlocks, 2 ** 32)));
		if (turn % 2 === 0) ids.add((turn * 32) % capacityBlocks);
		else ids.add((start + (turn >> 1)) % capacityBlocks);
	}
	return [...ids].slice(0, most);
}
