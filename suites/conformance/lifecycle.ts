import type { Check, CheckContext, Engine } from "../../harness/contract/index.ts";
import { keepsData, pass, storesData } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { boundaryIds } from "../model/ids.ts";
import { Random } from "../model/random.ts";
import { isDurable, Session } from "../model/session.ts";

/**
 * Nothing is flushed here: the shutdown itself must make acknowledged writes and deletes durable.
 */
export const reopenKeeps: Check = {
	id: "lifecycle.reopen",
	title: "Shutdown and initialize keep every acknowledged write and delete, also without a flush",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const random = new Random(context.seed);
		const many = Array.from({ length: Math.min(300, context.capacityBlocks) }, (_, n) => BigInt(n));
		const ids = [...new Set([...many, ...boundaryIds(context.capacityBlocks)])];
		for (const [cycle, count] of [0, 1, 3, 40, ids.length, 200, 17, 64, 65].entries()) {
			const touched = random.shuffled(ids).slice(0, count);
			for (const id of touched) {
				if (random.below(6) === 0) session.delete(id);
				else session.write(id);
			}
			if (cycle % 3 === 2) session.flush();
			session.reopen();
			session.verify(ids, `after a clean shutdown with ${count} changes before it`);
		}
		session.close();
		return pass(`9 reopens kept ${ids.length} blocks`);
	},
};

/** A volatile engine starts empty, or with what it had: never with another target's blocks. */
export const renewedTarget: Check = {
	id: "lifecycle.renewed-target",
	title: "On a device of zeros an engine starts empty, whatever ran before",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const ids = boundaryIds(context.capacityBlocks);
		for (let round = 0; round < 4; round++) {
			const session = new Session(context);
			session.verify(ids, `on a renewed target, round ${round}`);
			for (const id of ids) session.write(id);
			if (round % 2 === 0) session.flush();
			session.close();
			context.target.renew();
		}
		return pass("4 engines started empty on a renewed target");
	},
};

function refusedOrFenced(first: Session, second: Engine, durable: boolean): void {
	// It took over: the first one must not write any more, unless both are volatile and apart.
	const status = first.tryWrite(1n);
	if (status === -errno.ESTALE || !durable) return;
	second.shutdown();
	first.fail(
		`a second initialize on the device succeeded, and the first engine's write returned ${statusName(status)}`,
		"-EBUSY for the second initialize, or -ESTALE for the first engine's writes",
		"both engines serve the device",
	);
}

/** What the one that serves has must survive the attempt, whichever way it ends. */
export const secondInitialize: Check = {
	id: "lifecycle.second-initialize",
	title: "A second initialize on a served device is refused or takes over; no block is lost",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const durable = isDurable(session.engine);
		for (let id = 0n; id < 50n; id++) session.write(id);
		session.delete(7n);
		let refused = 0;
		for (let round = 0; round < 4; round++) {
			// Only what was flushed can be seen by an engine that takes over without a hand-over.
			if (durable) session.flush();
			const outcome = context.open();
			if (!outcome.ok) {
				refused += 1;
				session.verify(undefined, "after a second initialize was refused");
				session.write(BigInt(60 + round));
				continue;
			}
			refusedOrFenced(session, outcome.engine, durable);
			if (durable) takeOverFrom(session, outcome.engine);
			else outcome.engine.shutdown();
			session.verify(undefined, "after a second initialize");
		}
		session.verify();
		session.reopen();
		session.verify(undefined, "after a second initialize and a reopen");
		session.close();
		return pass(refused > 0 ? "refused 4 times" : "the second engine took over 4 times");
	},
};

/** The session goes on with the engine that took over; the former one ends. */
function takeOverFrom(session: Session, next: Engine): void {
	const former = session.engine;
	session.engine = next;
	session.verify(undefined, "through the engine that took over");
	session.write(2n);
	former.shutdown();
	session.verify(undefined, "after the former engine was shut down");
}

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
			mustHaveOwnStats(session, session === second ? otherConfig(context) : undefined);
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

function mustHaveOwnStats(
	session: Session,
	other: { block_size: number; capacity_blocks: number } | undefined,
): void {
	const stats = session.stats();
	const { context, ledger, blockBytes } = session;
	const capacity = BigInt(other?.capacity_blocks ?? context.capacityBlocks) * BigInt(blockBytes);
	const used = BigInt(ledger.presentCount() ?? 0) * BigInt(blockBytes);
	if (stats.capacityBytes === capacity && stats.usedBytes === used) return;
	session.fail(
		`with three engines open one tells ${stats.capacityBytes} bytes capacity and ${stats.usedBytes} used`,
		`${capacity} and ${used}`,
	);
}

export const lifecycleChecks: readonly Check[] = [
	reopenKeeps,
	renewedTarget,
	secondInitialize,
	twoInstances,
];
