import {
	type Check,
	type CheckContext,
	type ConcurrentPlan,
	type Engine,
	EngineFailure,
	type EngineStats,
	type History,
	operationKinds as kinds,
} from "../../harness/contract/index.ts";
import { smallBlock } from "../model/block-sizes.ts";
import { statusName } from "../model/errno.ts";
import { problemFailure } from "./evidence.ts";
import { planRound, type Shape, threadSafe } from "./load.ts";

const shape: Shape = {
	clients: 8,
	blocks: 64,
	// Blocks come and go: the sum of those present is a counter, too.
	mix: { read: 20, write: 40, delete: 40 },
	stepsPerRun: 300,
};
const roundsLeast = 4;
const roundsMost = 12;
/** Of the operations; below it threads have hardly met. */
const overlapWanted = 0.1;

/** Of the budget: flushes are a device's slowest calls. */
const flushShare = 0.1;

/**
 * Reads, writes, deletes and flushes of several threads and then the sums, used space among them: a
 * counter that is loaded, added to and stored loses updates only when threads meet.
 */
export const countersUnderLoad: Check = {
	id: "concurrency.counters",
	title: "The counters equal what several threads did at the same time",
	needs: [],
	depth: "quick",
	appliesTo: threadSafe,
	async run(context) {
		// Stamping a small block takes less: more of the time is spent in the engine.
		const engine = context.mustOpen({ block_size: smallBlock(context) });
		const giveUpAtNs = context.nowNs() + 0.5 * context.budgetMs * 1e6;
		let [operations, overlapShare] = [0, 0];
		for (let round = 0; round < roundsMost; round++) {
			const outcome = await driveOnce(context, engine, round);
			operations += outcome.operations;
			overlapShare = Math.max(overlapShare, outcome.overlapShare);
			if (round + 1 < roundsLeast) continue;
			if (overlapShare >= overlapWanted || context.nowNs() > giveUpAtNs) break;
		}
		const flushes = await flushTogether(context, engine);
		engine.shutdown();
		const overlap = Math.round(100 * overlapShare);
		return {
			verdict: "pass",
			message: `${operations} operations of ${shape.clients} threads, ${overlap} % overlapping, and ${flushes} flushes were all counted`,
			operations,
		};
	},
};

async function driveOnce(context: CheckContext, engine: Engine, round: number) {
	const before = takeStats(engine);
	const plan = planRound(context, engine, shape, round);
	const outcome = await context.concurrent(engine, plan);
	if (outcome.problems.length > 0) throw problemFailure(outcome, plan);
	const after = takeStats(engine);
	const { history, overlapShare } = outcome;
	const reads = history.kind.filter((kind) => kind === kinds.read).length;
	// The prefill is not in the history.
	const writes = history.kind.filter((kind) => kind === kinds.write).length + plan.blocks.length;
	const deletes = history.kind.filter((kind) => kind === kinds.delete).length;
	mustCountReads(after.readOperations - before.readOperations, history, reads);
	mustEqual("write", after.writeOperations - before.writeOperations, writes);
	mustEqual("delete", after.deleteOperations - before.deleteOperations, deletes);
	mustSumUp(engine, after, history, plan.blocks.length);
	return { operations: reads + writes + deletes, overlapShare };
}

/** Reads that found nothing are -ENOENT, and no successes, unless absent blocks read as zeros. */
function mustCountReads(counted: bigint, history: History, reads: number): void {
	const missed = history.kind.filter((kind, at) => kind === kinds.read && history.value[at] === 0);
	if (counted === BigInt(reads)) return;
	mustEqual("read", counted, reads - missed.length);
}

/** The reads at the end are the last rows: what they found is there. */
function mustSumUp(engine: Engine, after: EngineStats, history: History, blocks: number): void {
	const last = history.value.subarray(history.length - blocks);
	const present = last.filter((value) => value !== 0).length;
	const wanted = BigInt(present) * BigInt(engine.blockBytes);
	if (after.usedBytes === wanted) return;
	throw new EngineFailure(
		`after ${shape.clients} threads wrote and deleted blocks used_bytes is ${after.usedBytes}, with ${present} blocks present`,
		{ expected: String(wanted), found: String(after.usedBytes) },
	);
}

/** As many from each thread as the device allows in the time; every one of them succeeds. */
async function flushTogether(context: CheckContext, engine: Engine): Promise<number> {
	// The quickest of three: the first ones are slow for reasons of our own.
	let eachMs = Number.POSITIVE_INFINITY;
	for (let n = 0; n < 3; n++) {
		const start = context.nowNs();
		engine.flush();
		eachMs = Math.min(eachMs, (context.nowNs() - start) / 1e6);
	}
	const wanted = (flushShare * context.budgetMs) / Math.max(eachMs, 0.001) / shape.clients;
	const stepsPerClient = Math.ceil(Math.min(2000, Math.max(4, wanted)));
	const plan: ConcurrentPlan = {
		...planRound(context, engine, { ...shape, mix: { flush: 1 } }, roundsMost),
		stepsPerClient,
		prefill: false,
		readsAtEnd: false,
		untilNs: context.nowNs() + 10 * context.budgetMs * 1e6,
	};
	const before = takeStats(engine);
	const outcome = await context.concurrent(engine, plan);
	if (outcome.problems.length > 0) throw problemFailure(outcome, plan);
	const flushes = stepsPerClient * plan.clients;
	const late = context.nowNs() >= plan.untilNs;
	const counted = takeStats(engine).flushOperations - before.flushOperations;
	// Out of time some threads made fewer: then the sum is not known.
	if (!late) mustEqual("flush", counted, flushes);
	return flushes;
}

function takeStats(engine: Engine): EngineStats {
	const stats = engine.stats();
	if (typeof stats !== "number") return stats;
	throw new EngineFailure(`get_stats returned ${statusName(stats)}`);
}

function mustEqual(kind: string, counted: bigint, done: number): void {
	if (counted === BigInt(done)) return;
	throw new EngineFailure(
		`after ${done} ${kind}s of ${shape.clients} threads ${kind}_operations had grown by ${counted}`,
		{ expected: String(done), found: String(counted) },
	);
}
