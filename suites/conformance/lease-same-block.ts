import { type Held, mustBeUnchanged, mustLease, release } from "../model/leases.ts";
import type { Session } from "../model/session.ts";

/** Leases of one version: references of 8 bits come round with the engine's own, or without. */
const counts = [2, 127, 128, 255, 256];
/** Changes that one lease is held over; on a device where a flush takes long, fewer. */
const changesMost = 40;
const changesLeast = 4;
/** Of the budget. */
const share = 0.05;

/**
 * One block, leased again and again. An engine may share a buffer among leases of one version: it
 * has to count them, and to tell the versions apart by more than where a flush lets the new one lie
 * or begin to count. The pool has room for `room` leases.
 */
export function leaseOneBlock(session: Session, id: bigint, room: number): void {
	for (const count of counts.filter((one) => one <= room)) {
		session.write(id);
		const held = Array.from({ length: count }, () => mustLease(session, id));
		// Its version has no block any more, and what is written next may get its memory.
		for (let n = 0n; n < 4n; n++) session.write(n % 2n === 0n ? id : id + 1n);
		mustAllBe(session, held, `after ${count} leases of it and a write`);
		for (const one of held) release(session, one);
	}
	for (const flushed of [true, false]) holdOverFlushes(session, id, flushed);
}

/** The first lease is of a version that a flush made durable, or of one behind a flush. */
function holdOverFlushes(session: Session, id: bigint, flushed: boolean): void {
	const { context } = session;
	const untilNs = context.nowNs() + share * context.budgetMs * 1e6;
	session.write(id);
	session.flush();
	if (!flushed) session.write(id);
	const first = mustLease(session, id);
	for (let n = 0; n < changesMost && (n < changesLeast || context.nowNs() < untilNs); n++) {
		session.write(id);
		session.flush();
		session.write(id);
		const again = mustLease(session, id);
		mustAllBe(session, [first, again], "while it was leased twice, with changes between");
		release(session, again);
	}
	release(session, first);
}

function mustAllBe(session: Session, held: readonly Held[], when: string): void {
	for (const one of held) mustBeUnchanged(session, one, when);
}
