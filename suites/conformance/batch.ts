import { type Check, EngineFailure } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { BatchDriver, type Item } from "../model/batch-driver.ts";
import { statusName } from "../model/errno.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";

/** Small, so that batches much larger than it stay quick. */
const queueDepth = 8;

function item(id: number): Item {
	return { id: BigInt(id) };
}

/** Permuted results, stale caches, and whatever a batch does differently from single calls. */
export const batchReadAfterWrite: Check = {
	id: "batch.read-after-write",
	title: "A batch does what its single calls would, each item with its own data and status",
	needs: ["batch"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: queueDepth } });
		const random = new Random(context.seed);
		const sizes = [1, 2, 3, 5, 7, 8];
		const driver = new BatchDriver(session, 24);
		const count = Math.min(200, context.capacityBlocks);
		const all = Array.from({ length: count }, (_, index) => index);
		for (const size of sizes) {
			// Every other round in the order of ids, which engines join into longer transfers.
			const ids = size % 2 === 0 ? all.slice(3, 3 + size) : random.shuffled(all).slice(0, size);
			driver.write(ids.map(item));
			for (const id of ids) session.read(BigInt(id), `after a write batch of ${size}`);
			// Present and absent blocks mixed, in another order.
			driver.read(random.shuffled(all).slice(0, size).map(item));
			driver.read(random.shuffled(ids).map(item));
		}
		for (let round = 0; round < 20; round++) {
			const ids = random.shuffled(all).slice(0, 1 + random.below(24));
			driver.write(ids.map(item));
			driver.read(random.shuffled(all).slice(0, 24).map(item));
		}
		session.flush();
		session.verify(undefined, "after all batches");
		driver.free();
		session.close();
		return pass("batches of 1 to 24 items, in the order of ids and in any other");
	},
};

/** A crash here is a verdict of its own: the check does nothing else. */
export const batchEmpty: Check = {
	id: "batch.empty",
	title: "A batch of no items does nothing and returns 0",
	needs: ["batch"],
	depth: "quick",
	run(context) {
		const engine = context.mustOpen({ queue_depth: queueDepth });
		for (const call of ["writeBatch", "readBatch", "writeBatch"] as const) {
			const { status } = engine[call]([]);
			if (status !== 0) {
				throw new EngineFailure(`${call} of no items returned ${statusName(status)}`, {
					expected: "0",
					found: statusName(status),
				});
			}
		}
		engine.shutdown();
		return pass("empty read and write batches returned 0");
	},
};

/** Around the engine's depth, its multiples, and far beyond it. */
export const batchLarge: Check = {
	id: "batch.large-batch",
	title: "A batch larger than the queue depth does all its items",
	needs: ["batch"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: queueDepth } });
		const random = new Random(context.seed);
		// 64 is the default depth; an engine may keep rings of its own of other sizes.
		const sizes = [7, 8, 9, 16, 17, 63, 64, 65, 80, 129, 257];
		const driver = new BatchDriver(session, 257);
		const all = Array.from({ length: Math.min(400, context.capacityBlocks) }, (_, n) => n);
		for (const size of sizes) {
			const ids = size % 2 === 0 ? all.slice(3, 3 + size) : random.shuffled(all).slice(0, size);
			driver.write(ids.map(item));
			session.verify(ids.map(BigInt), `after a write batch of ${size}`);
			driver.read(random.shuffled(ids).map(item));
			for (const id of ids.slice(0, 3)) session.delete(BigInt(id));
			driver.read(ids.map(item), "with absent blocks");
		}
		session.flush();
		session.verify(undefined, "after all batches");
		driver.free();
		session.close();
		return pass(`batches of ${sizes.join(", ")} items with a queue depth of ${queueDepth}`);
	},
};

const largestOfDuplicates = 300;

/** Also across the engine's internal rounds: a duplicate further away than its depth. */
export const batchDuplicates: Check = {
	id: "batch.duplicate-ids",
	title: "Of items with the same block in one batch the last one wins",
	needs: ["batch"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: queueDepth } });
		const random = new Random(context.seed);
		const driver = new BatchDriver(session, largestOfDuplicates);
		const far = Array.from({ length: 30 }, (_, index) => 10 + index);
		const patterns: number[][] = [
			[1, 1],
			[1, 2, 1],
			[2, 1, 1, 2],
			[5, 4, 3, 4, 5],
			Array.from({ length: 20 }, () => 7),
			[1, 2, 3, 4, 3, 2, 1, 5, 6, 7],
			[9, ...far, 9],
			[...far, ...far],
		];
		for (let round = 0; round < 40; round++) {
			const spread = 1 + random.below(6);
			patterns.push(Array.from({ length: 2 + random.below(40) }, () => random.below(spread)));
		}
		// Engines sort batches that are long enough for it to pay, and cut them to their rings' size.
		for (const length of [65, 150, largestOfDuplicates]) {
			const spread = length >> 2;
			patterns.push(Array.from({ length }, () => random.below(spread)));
		}
		for (const pattern of patterns) {
			driver.write(pattern.map(item));
			const ids = [...new Set(pattern)].map(BigInt);
			for (const id of ids) session.read(id, `after a write batch of blocks ${pattern.join(", ")}`);
			driver.read(pattern.map(item));
		}
		session.reopen();
		session.verify(undefined, "after batches with duplicates and a reopen");
		driver.free();
		session.close();
		return pass(`${patterns.length} batches with repeated blocks kept the last write of each`);
	},
};

export const batchChecks: readonly Check[] = [
	batchEmpty,
	batchReadAfterWrite,
	batchDuplicates,
	batchLarge,
];
