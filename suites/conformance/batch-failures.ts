import type { Check } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { BatchDriver, type Item } from "../model/batch-driver.ts";
import { outOfRangeIds } from "../model/ids.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";

/** Small, so that batches much larger than it stay quick. */
const queueDepth = 8;

function item(id: number): Item {
	return { id: BigInt(id) };
}

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
		const driver = new BatchDriver(session, 40);
		const capacity = BigInt(context.capacityBlocks);
		const bad: Item[] = [
			...outOfRangeIds(context.capacityBlocks).map((id) => ({ id })),
			{ id: 2n ** 32n + 4n + capacity },
			{ id: 3n, length: 0 },
			{ id: 4n, length: blockBytes / 2 },
			{ id: 5n, length: blockBytes - 1 },
		];
		const good = [0, 1, 2, 6, 7, 8, 9, 10, 11, 12, 13].map(item);
		for (const id of [3n, 4n, 5n]) session.write(id);
		const mixtures: Item[][] = [[...bad], [...bad, ...good], [...good, ...bad]];
		for (const one of bad.slice(-5)) {
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

export const batchFailureChecks: readonly Check[] = [batchBadItems, batchAfterFailure];
