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
		const driver = new BatchDriver(session, 64);
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

/** One bad item at any place, several, or only bad ones. */
export const batchBadItems: Check = {
	id: "batch.partial-failure",
	title: "A bad item of a batch gets its own error and does not spoil the others",
	needs: ["batch"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: queueDepth } });
		const { blockBytes } = session;
		const driver = new BatchDriver(session, 24);
		const capacity = BigInt(context.capacityBlocks);
		const bad: Item[] = [
			{ id: capacity },
			{ id: 2n ** 64n - 1n },
			{ id: 2n ** 32n + 4n + capacity },
			{ id: 3n, length: 0 },
			{ id: 4n, length: blockBytes / 2 },
			{ id: 5n, length: blockBytes - 1 },
		];
		const good = [0, 1, 2, 6, 7, 8, 9, 10, 11, 12, 13].map(item);
		for (const id of [3n, 4n, 5n]) session.write(id);
		const mixtures: Item[][] = [[...bad], [...bad, ...good], [...good, ...bad]];
		for (const one of bad) {
			for (const at of [0, 1, 5, good.length - 1, good.length]) {
				mixtures.push([...good.slice(0, at), one, ...good.slice(at)]);
			}
		}
		for (const items of mixtures) {
			driver.write(items);
			for (const id of [...good.map((one) => one.id), 3n, 4n, 5n]) {
				session.read(id, `after a write batch of ${items.length} with bad items`);
			}
			driver.read(items, "with bad items");
		}
		session.verify(undefined, "after batches with bad items");
		driver.free();
		session.close();
		return pass(`${mixtures.length} batches with bad items served all their good ones`);
	},
};

/** A ring that keeps an error, a completion or an untaken item for whoever comes next. */
export const batchAfterFailure: Check = {
	id: "batch.after-failure",
	title: "A batch inherits nothing from a failed one before it",
	needs: ["batch"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: queueDepth } });
		const random = new Random(context.seed);
		const driver = new BatchDriver(session, 24);
		const capacity = BigInt(context.capacityBlocks);
		const ids = Array.from({ length: 20 }, (_, id) => id);
		for (let round = 0; round < 40; round++) {
			const bad = Array.from({ length: 1 + random.below(3) }, (_, n) => ({
				id: capacity + BigInt(n),
			}));
			const failing = random.shuffled([...bad, ...random.shuffled(ids).slice(0, 9).map(item)]);
			// Bad writes before good reads, bad reads before good writes, and absent blocks.
			if (round % 2 === 0) driver.write(failing);
			else driver.read(failing);
			const good = random
				.shuffled(ids)
				.slice(0, 1 + random.below(20))
				.map(item);
			if (round % 3 === 0) driver.read(good, "after a failed batch");
			else driver.write(good);
			session.read(BigInt(random.below(20)), "after a failed batch and a good one");
			if (round % 5 === 0) session.delete(BigInt(random.below(20)));
		}
		session.verify(undefined, "after failed batches");
		driver.free();
		session.close();
		return pass("40 failed batches left nothing to the ones after them");
	},
};

export const batchChecks: readonly Check[] = [
	batchEmpty,
	batchReadAfterWrite,
	batchDuplicates,
	batchLarge,
	batchBadItems,
	batchAfterFailure,
];
