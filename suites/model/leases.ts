import { errno, statusName } from "./errno.ts";
import type { Session } from "./session.ts";

/** A lease that is out, with what it held when it was taken. */
export interface Held {
	readonly id: bigint;
	readonly address: number;
	readonly bytes: Uint8Array;
	readonly copy: Uint8Array;
}

/** Leases a block that is present, and judges its contents. */
export function mustLease(session: Session, id: bigint): Held {
	const lease = session.engine.lease(id);
	session.trail.add("lease", id, 0, lease.status);
	session.mustSucceed(`lease of block ${id}`, lease.status);
	const { address, bytes } = lease;
	if (bytes === undefined || bytes.length !== session.blockBytes) {
		return session.fail(
			`lease of block ${id} gave ${lease.length} bytes at address ${address}`,
			`${session.blockBytes} bytes`,
		);
	}
	const problem = session.ledger.judge(id, 0, bytes);
	if (problem !== undefined) session.failProblem(problem, "through a lease");
	return { id, address, bytes, copy: bytes.slice() };
}

export function mustBeUnchanged(session: Session, held: Held, when: string): void {
	if (Buffer.compare(held.bytes, held.copy) === 0) return;
	const at = held.copy.findIndex((byte, index) => byte !== held.bytes[index]);
	session.fail(
		`the leased contents of block ${held.id} changed at byte ${at} ${when}`,
		"unchanged until it is released, whatever else is called",
	);
}

export function release(session: Session, held: Held): void {
	const status = session.engine.release(held.address);
	session.trail.add("release", held.id, 0, status);
	session.mustSucceed(`release of block ${held.id}`, status);
}

/** Leases `count` of these blocks, and not one more: the pool is exhausted then, and not before. */
export function mustHaveRoomFor(
	session: Session,
	count: number,
	ids: readonly bigint[],
	when: string,
): void {
	const held = ids.slice(0, count).map((id) => mustLease(session, id));
	const { status } = session.engine.lease(ids[count] ?? 0n);
	if (status !== -errno.EAGAIN) {
		session.fail(`${when} a lease after ${count} more returned ${statusName(status)}`, "-EAGAIN");
	}
	for (const one of held) release(session, one);
}
