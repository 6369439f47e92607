import type { Check, Engine } from "../../harness/contract/index.ts";
import { notApplicable, pass, storesData } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { canaryByte } from "../model/sector.ts";
import { Session } from "../model/session.ts";

/**
 * The engine that serves when this one fails must serve the same blocks, at any moment: before a
 * flush, after deletes, after it wrote itself. It may refuse to write; then only reads count.
 */
export const fallbackSameData: Check = {
	id: "fallback.same-data",
	title: "The fallback engine sees every write and delete of its parent, and the parent its own",
	needs: ["fallback"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const fallback = session.engine.fallback();
		if (fallback === -errno.ENOENT) {
			session.close();
			return notApplicable("there is no fallback engine for this configuration (-ENOENT)");
		}
		if (typeof fallback === "number") {
			return session.fail(`get_fallback_engine returned ${statusName(fallback)}`, "0 or -ENOENT");
		}
		const ids = Array.from({ length: 40 }, (_, index) => BigInt(index * 3));
		for (const id of ids) {
			session.write(id);
			readThrough(session, fallback, id, "right after its write");
		}
		for (const id of ids.filter((_, index) => index % 4 === 0)) {
			session.delete(id);
			readThrough(session, fallback, id, "right after its delete");
		}
		let written = 0;
		for (const id of ids.filter((_, index) => index % 3 === 0)) {
			if (writeThrough(session, fallback, id)) written += 1;
			session.read(id, "after a write through the fallback engine");
			session.write(id);
			readThrough(session, fallback, id, "after its parent wrote it again");
		}
		session.flush();
		for (const id of ids) readThrough(session, fallback, id, "after a flush");
		const again = session.engine.fallback();
		if (typeof again === "number") session.fail(`asked again: ${statusName(again)}`, "0");
		else for (const id of ids) readThrough(session, again, id, "when asked for again");
		session.reopen();
		session.verify(ids, "after writes through the fallback engine and a reopen");
		session.close();
		return pass(`${ids.length} blocks agreed; ${written} writes went through the fallback engine`);
	},
};

function readThrough(session: Session, fallback: Engine, id: bigint, when: string): void {
	session.sink.bytes.fill(canaryByte);
	const status = fallback.read(id, session.sink);
	session.trail.add("read through the fallback", id, 0, status);
	const problem = session.ledger.judge(id, status, session.sink.bytes);
	if (problem !== undefined) session.failProblem(problem, `through the fallback engine ${when}`);
}

/** A refusal is lawful, but then nothing may have been written. */
function writeThrough(session: Session, fallback: Engine, id: bigint): boolean {
	const state = session.nextState(id);
	session.render(state);
	const status = fallback.write(id, session.source);
	session.trail.add("write through the fallback", id, 0, status);
	if (status === 0) session.ledger.settle(id, state);
	else session.ledger.maybe(id, state, false);
	return status === 0;
}
