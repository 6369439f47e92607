import type { Check } from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { Session } from "../model/session.ts";
import { staysFenced } from "./swap-generations.ts";
import {
	handOver,
	mustNotServeWrites,
	mustRefuseQueued,
	mustStayFenced,
	openStandby,
} from "./swap-rules.ts";
import { handOverWhenTight } from "./swap-tight.ts";
import { fencedUnderWriters } from "./swap-under-writers.ts";

export const swapHandOver: Check = {
	id: "swap.hand-over",
	title: "After quiesce and activate the next engine has every acknowledged write and delete",
	needs: ["swap"],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		for (let round = 0; round < 5; round++) {
			const next = openStandby(session);
			// Two tables that take turns are, after an even number of changes, as they seemed before.
			for (let flushed = 0; flushed < round; flushed++) {
				session.write(BigInt(20 + flushed));
				session.flush();
			}
			// Acknowledged while the next engine was open already, and never flushed.
			for (let id = 0n; id < 60n; id += BigInt(1 + round)) session.write(id);
			session.delete(BigInt(round));
			handOver(session, next);
		}
		shutdownBeforeActivate(session);
		session.reopen();
		session.verify(undefined, "after 6 hand-overs and a reopen");
		session.close();
		const tight = handOverWhenTight(context);
		return pass(
			`6 hand-overs kept every acknowledged write and delete, and ${tight} on a target without room`,
		);
	},
};

/** The other order: the former engine is gone when the next one takes over. */
function shutdownBeforeActivate(session: Session): void {
	const next = openStandby(session);
	for (let id = 0n; id < 60n; id += 2n) session.write(id);
	session.delete(7n);
	session.mustSucceed("quiesce", session.engine.quiesce(5000));
	session.mustSucceed("shutdown of the quiesced engine", session.engine.shutdown());
	session.mustSucceed("activate", next.activate());
	session.engine = next;
	session.verify(undefined, "through an engine that was activated after the former one's end");
	session.write(1n);
	session.verify([1n], "through an engine that was activated after the former one's end");
}

/** Late: in the former engine's shutdown, or by a thread of it some time after. */
export const swapLateWrites: Check = {
	id: "swap.late-writes",
	title: "Nothing of the former engine reaches the device after the hand-over",
	needs: ["swap"],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		for (let round = 0; round < 3; round++) {
			const former = session.engine;
			const next = openStandby(session);
			for (let id = 0n; id < 40n; id++) session.write(id);
			session.mustSucceed("quiesce", former.quiesce(5000));
			session.mustSucceed("activate", next.activate());
			session.engine = next;
			for (let id = 0n; id < 40n; id++) session.write(id);
			session.delete(3n);
			former.flush();
			session.verify(undefined, "after a flush of the former engine");
			former.shutdown();
			context.sleepMs(15);
			session.verify(undefined, "15 ms after the former engine's shutdown");
			session.reopen();
			session.verify(undefined, "after the hand-over and a reopen");
		}
		session.close();
		return pass("3 hand-overs without a late write");
	},
};

const fenced = "an engine that another one took over from";

export const swapFencing: Check = {
	id: "swap.fencing",
	title: "Activate fences the former writer, even one that was never quiesced",
	needs: ["swap"],
	appliesTo: keepsData,
	depth: "quick",
	async run(context) {
		const session = new Session(context);
		let descriptors = 0;
		for (let round = 0; round < 3; round++) {
			for (let id = 0n; id < 20n; id++) session.write(id);
			const next = openStandby(session);
			const former = session.engine;
			const queue = former.has("queue") ? former.createQueue(1) : -1;
			// It has just looked at the fence, and finds it open.
			session.write(1n);
			session.flush();
			session.mustSucceed("activate", next.activate());
			session.engine = next;
			// First of all, since other calls could tell the engine that it is fenced.
			if (typeof queue !== "number") {
				mustRefuseQueued(session, queue, `a queue that is older than the fence of ${fenced}`);
				session.mustSucceed("queue destroy", queue.destroy());
			}
			mustNotServeWrites(session, former, fenced);
			session.verify(undefined, "after writes through the fenced engine");
			for (let id = 0n; id < 20n; id += 2n) session.write(id);
			mustNotServeWrites(session, former, fenced);
			mustStayFenced(session, former, fenced);
			former.flush();
			// What it could not make durable it may report; the handle is gone either way.
			former.shutdown();
			session.verify(undefined, "after the fenced engine was shut down");
			if (round === 0) descriptors = context.process.descriptors().length;
		}
		const left = context.process.descriptors().length - descriptors;
		if (left >= 2) session.fail(`2 fenced engines left ${left} descriptors open when they ended`);
		session.reopen();
		session.verify(undefined, "after 3 take-overs and a reopen");
		session.close();
		const handOvers = staysFenced(context);
		const underWriters = await fencedUnderWriters(context);
		return pass(
			`${4 + underWriters} engines that were not quiesced were fenced, ${underWriters} while threads wrote, one over ${handOvers} hand-overs`,
		);
	},
};

export const swapChecks: readonly Check[] = [swapHandOver, swapLateWrites, swapFencing];
