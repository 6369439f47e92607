import type { Check } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { BatchDriver, type Item } from "../model/batch-driver.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";

/** Small, so that batches much larger than it stay quick. */
const queueDepth = 8;

function item(id: number): Item {
	return { id: BigInt(id) };
}

/** Batches around the engine's depth, and far beyond it; permuted results; the empty batch. */
export const batchSizes: Check = {
	id: "batch.sizes",
	title: "A batch of any size, none included, does all its items and gives each its own result",
	needs: ["batch"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: queueDepth } });
		const random = new Random(context.seed);
		const sizes = [0, 1, 2, 3, 7, 8, 9, 16, 17, 80, 129, 0, 5];
		const driver = new BatchDriver(session, 129);
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
		return pass(
			`batches of ${[...new Set(sizes)].join(", ")} items with a queue depth of ${queueDepth}`,
		);
	},
};

/** Also across the engine's internal rounds: a duplicate further away than its depth. */
export const batchDuplicates: Check = {
	id: "batch.duplicates",
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
	id: "batch.bad-items",
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
		// A later batch must not inherit anything of an earlier one.
		driver.write(good);
		driver.read(good, "after batches with bad items");
		session.verify(undefined, "after batches with bad items");
		driver.free();
		session.close();
		return pass(`${mixtures.length} batches with bad items served all their good ones`);
	},
};

export const batchChecks: readonly Check[] = [batchSizes, batchDuplicates, batchBadItems];
