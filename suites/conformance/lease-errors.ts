import type { Check, Lease } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { outOfRangeIds } from "../model/ids.ts";
import { mustBeUnchanged, mustLease, release } from "../model/leases.ts";
import { Session } from "../model/session.ts";

const poolBuffers = 6;

/** Wrong pointers, double releases, absent blocks, ids out of range. */
export const leaseRules: Check = {
	id: "lease.errors",
	title: "Leases of absent or impossible blocks and releases of wrong pointers are refused",
	needs: ["lease"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { pool_buffers: poolBuffers } });
		session.write(1n);
		session.write(2n);
		// More often than the pool has buffers: a refused lease must not keep one.
		for (let round = 0; round < poolBuffers * 2; round++) {
			judgeAbsentLease(session, 5n);
			mustRefuseLease(session, BigInt(context.capacityBlocks), -errno.ERANGE);
			for (const id of outOfRangeIds(context.capacityBlocks)) {
				mustRefuseLease(session, id, -errno.ERANGE);
			}
			const held = mustLease(session, 1n);
			mustRefuseRelease(session, held.address + 1, "a pointer into a lease");
			mustRefuseRelease(session, held.address + session.blockBytes, "a pointer behind a lease");
			mustRefuseRelease(session, session.source.address, "the caller's own pointer");
			mustBeUnchanged(session, held, "after refused releases");
			release(session, held);
			mustRefuseRelease(session, held.address, "a pointer that was released already");
		}
		const held = mustLease(session, 2n);
		session.delete(2n);
		judgeAbsentLease(session, 2n);
		mustBeUnchanged(session, held, "after its block was deleted");
		release(session, held);
		session.verify();
		session.close();
		return pass(`${poolBuffers * 2} rounds of wrong leases and releases were refused`);
	},
};

function judgeAbsentLease(session: Session, id: bigint): void {
	const lease: Lease = session.engine.lease(id);
	session.trail.add("lease", id, 0, lease.status);
	if (lease.status !== 0) {
		const problem = session.ledger.judge(id, lease.status, new Uint8Array(0));
		if (problem !== undefined) session.failProblem(problem, "through a lease");
		return;
	}
	const bytes = lease.bytes ?? new Uint8Array(0);
	const problem = session.ledger.judge(id, 0, bytes);
	if (problem !== undefined) session.failProblem(problem, "through a lease");
	session.mustSucceed("release", session.engine.release(lease.address));
}

function mustRefuseLease(session: Session, id: bigint, wanted: number): void {
	const { status } = session.engine.lease(id);
	session.trail.add("lease", id, 0, status);
	if (status === wanted) return;
	session.fail(`lease of block ${id} returned ${statusName(status)}`, statusName(wanted));
}

function mustRefuseRelease(session: Session, address: number, what: string): void {
	const status = session.engine.release(address);
	session.trail.add(`release of ${what}`, undefined, 0, status);
	if (status === -errno.EINVAL) return;
	session.fail(`release of ${what} returned ${statusName(status)}`, "-EINVAL", statusName(status));
}
