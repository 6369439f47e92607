import {
	type Check,
	type CheckContext,
	type Engine,
	type EngineConfig,
	EngineFailure,
	type EngineStats,
	operationKinds as kinds,
} from "../../harness/contract/index.ts";
import { statusName } from "../model/errno.ts";
import { problemFailure } from "./evidence.ts";
import { planRound, type Shape, threadSafe } from "./load.ts";

const shape: Shape = {
	clients: 8,
	blocks: 64,
	mix: { read: 50, write: 50 },
	stepsPerRun: 300,
};
const roundsLeast = 4;
const roundsMost = 12;
/** Of the operations; below it threads have hardly met. */
const overlapWanted = 0.1;

/**
 * Reads and writes of several threads, each of which succeeds, and then the sums: a counter that is
 * loaded, added to and stored loses updates only when threads meet. Not covered: counters of
 * deletes and flushes under load, which stats.counters has from one thread.
 */
export const countersUnderLoad: Check = {
	id: "concurrency.counters",
	title: "The counters equal what several threads did at the same time",
	needs: [],
	depth: "quick",
	appliesTo: threadSafe,
	async run(context) {
		const engine = context.mustOpen(smallBlocks(context));
		const giveUpAtNs = context.nowNs() + 0.5 * context.budgetMs * 1e6;
		let [operations, overlapShare] = [0, 0];
		for (let round = 0; round < roundsMost; round++) {
			const outcome = await driveOnce(context, engine, round);
			operations += outcome.operations;
			overlapShare = Math.max(overlapShare, outcome.overlapShare);
			if (round + 1 < roundsLeast) continue;
			if (overlapShare >= overlapWanted || context.nowNs() > giveUpAtNs) break;
		}
		engine.shutdown();
		const overlap = Math.round(100 * overlapShare);
		return {
			verdict: "pass",
			message: `${operations} reads and writes of ${shape.clients} threads, ${overlap} % overlapping, were all counted`,
			operations,
		};
	},
};

/** Stamping a small block takes less: more of the time is spent in the engine. */
function smallBlocks(context: CheckContext): EngineConfig {
	const smallest = Math.max(context.descriptor.blockBytesMin, 512);
	return smallest < context.blockBytes ? { block_size: smallest } : {};
}

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
	mustEqual("read", after.readOperations - before.readOperations, reads);
	mustEqual("write", after.writeOperations - before.writeOperations, writes);
	return { operations: reads + writes, overlapShare };
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
