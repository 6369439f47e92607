import type { Check, Completion, Engine, NativeBuffer } from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import type { BlockState } from "../model/block-state.ts";
import { Session } from "../model/session.ts";
import { openStandby } from "./swap-rules.ts";

const queued = 4;

/** Writes that a queue of the engine took and nobody has polled yet. */
interface UnderWay {
	poll(): readonly Completion[];
	readonly states: readonly BlockState[];
	end(): void;
}

const idOf = (index: number): bigint => BigInt(10 + index);

function submitWrites(session: Session): UnderWay | undefined {
	const { engine, blockBytes, context } = session;
	const queue = engine.has("queue") ? engine.createQueue(queued) : -1;
	if (typeof queue === "number") return undefined;
	const data: NativeBuffer = context.allocate(blockBytes * queued, "end");
	const states = Array.from({ length: queued }, (_, index) => session.nextState(idOf(index)));
	states.forEach((state, index) => {
		session.render(state, data, index * blockBytes);
	});
	const operations = states.map((_, index) => ({
		userData: BigInt(index),
		opcode: "write" as const,
		id: idOf(index),
		data,
		offset: index * blockBytes,
		length: blockBytes,
	}));
	const taken = queue.submit(operations);
	session.trail.add(`queue submit of ${queued} writes`, undefined, 0, taken);
	states.forEach((state, index) => {
		if (index < taken) session.ledger.maybe(idOf(index), state, false);
	});
	return {
		states,
		poll() {
			const all: Completion[] = [];
			for (let polls = 0; polls < 20 && all.length < taken; polls++) {
				all.push(...queue.poll(queued, 500_000).completions);
			}
			return all;
		},
		end() {
			session.mustSucceed("queue destroy", queue.destroy());
			data.free();
		},
	};
}

/** A fallback engine writes to the same device: the fence is for it as well. */
function mustNotWriteThrough(session: Session, fallback: Engine | number): void {
	if (typeof fallback === "number") return;
	for (const id of [1n, 60n]) {
		session.source.bytes.fill(0xdb);
		const written = fallback.write(id, session.source);
		const deleted = fallback.delete(id);
		session.read(id, "after a write and a delete through the former engine's fallback");
		if (written !== 0 && deleted !== 0) continue;
		session.fail(
			`the fallback of an engine that was fenced took a ${written === 0 ? "write" : "delete"} of block ${id}`,
			"-ESTALE",
			"0",
		);
	}
}

/** What was taken before the hand-over ends before it, or not at all. */
function mustHaveEnded(session: Session, underWay: UnderWay): void {
	const newer = [0, 1].map(idOf);
	for (const id of newer) session.write(id);
	for (const { userData, status } of underWay.poll()) {
		const index = Number(userData);
		const [id, state] = [idOf(index), underWay.states[index]];
		session.trail.add("queued write completed", id, 0, status);
		// Acknowledged, if late: then the next engine must have it.
		if (status === 0 && index > 1 && state !== undefined) session.ledger.settle(id, state);
	}
	const when = "after the former engine's queue was polled, with writes from before the hand-over";
	for (let index = 0; index < queued; index++) session.read(idOf(index), when);
}

/**
 * The ways into an engine that a fence forgets. Not covered: operations still under way when
 * quiesce is called from another thread, which the swap drill has.
 */
export const swapWaysIn: Check = {
	id: "swap.ways-in",
	title:
		"After a hand-over neither queued writes nor the fallback of the former engine reach blocks",
	needs: ["swap"],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		let [queues, fallbacks] = [0, 0];
		for (let round = 0; round < 4; round++) {
			for (let id = 0n; id < 20n; id++) session.write(id);
			const former = session.engine;
			const fallback = former.has("fallback") ? former.fallback() : -1;
			const underWay = submitWrites(session);
			const next = openStandby(session);
			session.mustSucceed("quiesce", former.quiesce(5000));
			session.mustSucceed("activate", next.activate());
			session.engine = next;
			if (underWay !== undefined) mustHaveEnded(session, underWay);
			mustNotWriteThrough(session, fallback);
			session.verify(undefined, "through the activated engine");
			underWay?.end();
			session.mustSucceed("shutdown of the former engine", former.shutdown());
			session.verify(undefined, "after the former engine was shut down");
			queues += underWay === undefined ? 0 : 1;
			fallbacks += typeof fallback === "number" ? 0 : 1;
		}
		session.reopen();
		session.verify(undefined, "after 4 hand-overs and a reopen");
		session.close();
		return pass(`4 hand-overs, ${queues} with queued writes, ${fallbacks} with a fallback engine`);
	},
};
