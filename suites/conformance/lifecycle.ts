import type { Check, CheckContext, Engine } from "../../harness/contract/index.ts";
import { keepsData, pass, storesData } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { boundaryIds, idsBelow } from "../model/ids.ts";
import { Random } from "../model/random.ts";
import { isDurable, Session } from "../model/session.ts";
import { openTight } from "../model/tight.ts";
import { lastActs } from "./reopen-acts.ts";
import { oftenReopened } from "./reopen-often.ts";
import { twoInstances } from "./two-instances.ts";

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
		const lived = `9 reopens kept ${ids.length} blocks, ${oftenReopened(context)}`;
		const endings = lastActs(context);
		const full = nearlyFull(context, random);
		return pass(
			`${lived}; ${endings} endings and ${full} changes on a target without room were kept`,
		);
	},
};

const fullBlocks = 64;

/**
 * Every block of a small capacity on a small target: logs compact and slots are used again between
 * two reopens. On a device where a sync takes long, until a part of the time is over.
 */
function nearlyFull(context: CheckContext, random: Random): number {
	const session = openTight(context, fullBlocks);
	const ids = idsBelow(session.capacityBlocks);
	const until = context.nowNs() + 0.2 * context.budgetMs * 1e6;
	let changes = 0;
	for (const deletes of [0, 4, 2, 8, 1, 16]) {
		for (let n = 0; n < 3 * fullBlocks && context.nowNs() < until; n++, changes++) {
			const id = random.pick(ids);
			if (n % 24 < deletes) session.delete(id);
			else session.write(id);
		}
		session.verify(ids, `after ${changes} changes with every block of the capacity in use`);
		session.reopen();
		session.verify(ids, `after ${changes} changes of all blocks and a clean shutdown`);
	}
	deleteAll(session, ids);
	session.close();
	context.target.renew();
	return changes;
}

/** A delete needs a record, too: so many in a row find any log full, and end it as they are. */
function deleteAll(session: Session, ids: readonly bigint[]): void {
	for (const id of ids) session.write(id);
	for (const id of ids) session.delete(id);
	session.verify(ids, "after every block was deleted");
	session.reopen();
	session.verify(ids, "after every block was deleted and a clean shutdown");
	for (const id of ids) session.write(id);
	session.reopen();
	session.verify(ids, "after every block was deleted and written again");
}

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

export const lifecycleChecks: readonly Check[] = [
	reopenKeeps,
	renewedTarget,
	secondInitialize,
	twoInstances,
];
