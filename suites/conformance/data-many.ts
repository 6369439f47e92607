import type { Check } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";

const blocksMax = 16384;

/**
 * Defects that need many blocks or many operations: a cache that evicts, a table that grows, an
 * action that goes wrong once in a thousand. Works until the budget is spent, over as many blocks
 * as fit into half of it. Not covered: caches larger than what was written in that time.
 */
export const manyBlocks: Check = {
	id: "data.many-blocks",
	title: "Many blocks, overwritten and deleted in random order, all hold their last write",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const random = new Random(context.seed);
		const start = context.nowNs();
		const spent = (): number => (context.nowNs() - start) / 1e6 / context.budgetMs;
		const stride = strideFor(context.capacityBlocks);
		const ids: bigint[] = [];
		const most = Math.min(blocksMax, context.capacityBlocks);
		for (let n = 0; n < most && spent() < 0.25; n++) {
			const id = BigInt((n * stride) % context.capacityBlocks);
			session.write(id);
			ids.push(id);
		}
		let operations = ids.length;
		while (spent() < 0.55) {
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
			if (spent() > 0.85) break;
		}
		session.close();
		return pass(
			`${operations} operations on ${ids.length} blocks; ${verified} read again at the end`,
		);
	},
};

/** Visits the whole capacity evenly: coprime to it, so that no id comes twice. */
function strideFor(capacityBlocks: number): number {
	let stride = Math.max(1, Math.floor(capacityBlocks * 0.381966));
	while (greatestCommonDivisor(stride, capacityBlocks) !== 1) stride += 1;
	return stride;
}

function greatestCommonDivisor(a: number, b: number): number {
	return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
