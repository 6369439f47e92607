import {
	type Check,
	EngineFailure,
	type EngineStats,
	operationKinds as kinds,
} from "../../harness/contract/index.ts";
import { storesData } from "../model/applies.ts";
import { statusName } from "../model/errno.ts";

const blocks = 64;

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
	appliesTo(descriptor) {
		const stores = storesData(descriptor);
		if (stores !== true) return stores;
		if (descriptor.guarantees.includes("thread-safe")) return true;
		return "the engine does not promise to be thread-safe";
	},
	async run(context) {
		const engine = context.mustOpen();
		const takeStats = (): EngineStats => {
			const stats = engine.stats();
			if (typeof stats !== "number") return stats;
			throw new EngineFailure(`get_stats returned ${statusName(stats)}`);
		};
		const before = takeStats();
		const count = Math.min(blocks, context.capacityBlocks);
		const { history, problems, overlapShare } = await context.concurrent(engine, {
			clients: 4,
			stepsPerClient: Math.max(100, 100 * context.propertyRuns),
			blocks: Array.from({ length: count }, (_, index) => index),
			prefill: true,
			mix: {
				read: 50,
				write: 50,
				delete: 0,
				readBatch: 0,
				writeBatch: 0,
				lease: 0,
				queue: 0,
				flush: 0,
			},
			batchSize: 1,
			untilNs: context.nowNs() + context.budgetMs * 1e6,
			seed: context.seed,
			epoch: 1,
		});
		const [problem] = problems;
		if (problem !== undefined)
			throw new EngineFailure(`block ${problem.block}: ${problem.message}`);
		const after = takeStats();
		engine.shutdown();
		const writes = history.kind.filter((kind) => kind === kinds.write).length;
		// The prefill is not in the history.
		mustEqual("write", after.writeOperations - before.writeOperations, writes + count);
		const reads = history.kind.filter((kind) => kind === kinds.read).length;
		mustEqual("read", after.readOperations - before.readOperations, reads);
		const overlap = Math.round(100 * overlapShare);
		return {
			verdict: "pass",
			message: `${reads} reads and ${writes} writes of 4 threads, ${overlap} % overlapping, were all counted`,
			operations: reads + writes,
		};
	},
};

function mustEqual(kind: string, counted: bigint, done: number): void {
	if (counted === BigInt(done)) return;
	throw new EngineFailure(
		`after ${done} ${kind}s of 4 threads ${kind}_operations had grown by ${counted}`,
		{ expected: String(done), found: String(counted) },
	);
}
