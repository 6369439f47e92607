import type { Check, CheckContext } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";

function otherConfig(context: CheckContext): { block_size: number; capacity_blocks: number } {
	const { blockBytesMin, blockBytesMax } = context.descriptor;
	const { blockBytes } = context;
	const other =
		blockBytes * 2 <= blockBytesMax ? blockBytes * 2 : Math.max(blockBytes / 2, blockBytesMin);
	return { block_size: other, capacity_blocks: Math.max(64, context.capacityBlocks >> 2) };
}

/** Globals: a table, a block size, counters, a lock, that all instances share. */
export const twoInstances: Check = {
	id: "lifecycle.two-instances",
	title: "Engines over different devices share nothing: blocks, block size, counters, life cycle",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const first = new Session(context);
		const device = context.target.another().path;
		const second = new Session(context, { config: { device, ...otherConfig(context) } });
		const twin = new Session(context, { config: { device: context.target.another().path } });
		const sessions = [first, second, twin];
		const random = new Random(context.seed);
		const ids = Array.from({ length: 30 }, (_, id) => BigInt(id));
		for (let step = 0; step < 300; step++) {
			const session = random.pick(sessions);
			const id = random.pick(ids);
			const what = random.below(8);
			if (what < 4) session.write(id);
			else if (what === 4) session.delete(id);
			else session.read(id, "with three engines open");
		}
		for (const session of sessions) {
			session.verify(ids, "with three engines open");
			mustHaveOwnStats(session);
		}
		second.reopen();
		first.verify(ids, "after another engine was reopened");
		twin.shutdown();
		first.verify(ids, "after another engine was shut down");
		second.verify(ids, "after other engines were reopened and shut down");
		first.write(1n);
		twin.open();
		for (const session of sessions) session.verify(ids, "after all that");
		for (const session of sessions) session.close();
		return pass("three engines with two block sizes kept 30 blocks each apart");
	},
};

function mustHaveOwnStats(session: Session): void {
	const stats = session.stats();
	const { capacityBlocks, ledger, blockBytes } = session;
	const capacity = BigInt(capacityBlocks) * BigInt(blockBytes);
	const used = BigInt(ledger.presentCount() ?? 0) * BigInt(blockBytes);
	if (stats.capacityBytes === capacity && stats.usedBytes === used) return;
	session.fail(
		`with three engines open one tells ${stats.capacityBytes} bytes capacity and ${stats.usedBytes} used`,
		`${capacity} and ${used}`,
	);
}
