import type { Check, Lease } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";

const poolBuffers = 6;

interface Held {
	readonly id: bigint;
	readonly address: number;
	readonly bytes: Uint8Array;
	readonly copy: Uint8Array;
}

/** Leases a block that is present, and judges its contents. */
function mustLease(session: Session, id: bigint): Held {
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

function mustBeUnchanged(session: Session, held: Held, when: string): void {
	if (Buffer.compare(held.bytes, held.copy) === 0) return;
	const at = held.copy.findIndex((byte, index) => byte !== held.bytes[index]);
	session.fail(
		`the leased contents of block ${held.id} changed at byte ${at} ${when}`,
		"unchanged until it is released, whatever else is called",
	);
}

function release(session: Session, held: Held): void {
	const status = session.engine.release(held.address);
	session.trail.add("release", held.id, 0, status);
	session.mustSucceed(`release of block ${held.id}`, status);
}

/** The pooled buffer that goes back too early, reused by reads, writes, batches or leases. */
export const leaseHolds: Check = {
	id: "lease.holds-contents",
	title: "Leased contents stay as they are until released, whatever else is called",
	needs: ["lease"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { pool_buffers: poolBuffers } });
		const random = new Random(context.seed);
		const ids = Array.from({ length: 24 }, (_, index) => BigInt(index));
		for (const id of ids) session.write(id);
		const held: Held[] = [];
		const checkAll = (when: string): void => {
			for (const one of held) mustBeUnchanged(session, one, when);
		};
		for (let step = 0; step < 400; step++) {
			const what = random.below(8);
			const id = random.pick(ids);
			if (what < 3 && held.length < poolBuffers - 1) {
				if (session.ledger.possible(id)[0]?.kind === "absent") session.write(id);
				held.push(mustLease(session, id));
			} else if (what < 5 && held.length > 0) {
				const [one] = held.splice(random.below(held.length), 1);
				if (one !== undefined) release(session, one);
			} else if (what === 5) session.read(id);
			else if (what === 6 || step % 5 > 0) session.write(id);
			else session.delete(id);
			checkAll(`after step ${step}: ${session.trail.lines().at(-1)}`);
		}
		session.flush();
		checkAll("after a flush");
		for (const one of held) release(session, one);
		session.verify();
		session.close();
		return pass(`400 operations with up to ${poolBuffers - 1} leases held`);
	},
};

/** Bounded, and never waiting: the watchdog ends an engine that does. */
export const leaseExhaustion: Check = {
	id: "lease.exhaustion",
	title: "With all pool_buffers leased out a lease is -EAGAIN at once, and reads still work",
	needs: ["lease"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { pool_buffers: poolBuffers } });
		const ids = Array.from({ length: poolBuffers + 4 }, (_, index) => BigInt(index));
		for (const id of ids) session.write(id);
		for (let round = 0; round < 3; round++) {
			const held = ids.slice(0, poolBuffers).map((id) => mustLease(session, id));
			for (const id of [ids[0] ?? 0n, ids[poolBuffers] ?? 0n]) mustBeExhausted(session, id);
			serveWhileExhausted(session, ids);
			for (const one of held) mustBeUnchanged(session, one, "while the pool was exhausted");
			// One comes back, so exactly one more can go out.
			const last = held.pop();
			if (last !== undefined) release(session, last);
			held.push(mustLease(session, ids[poolBuffers + round] ?? 0n));
			mustBeExhausted(session, ids[1] ?? 0n);
			for (const one of held) release(session, one);
		}
		session.verify();
		session.close();
		return pass(`the pool of ${poolBuffers} was exhausted 3 times and refused with -EAGAIN`);
	},
};

function mustBeExhausted(session: Session, id: bigint): void {
	const lease = session.engine.lease(id);
	session.trail.add("lease beyond the pool", id, 0, lease.status);
	if (lease.status === -errno.EAGAIN) return;
	session.fail(
		`lease ${poolBuffers + 1} of a pool of ${poolBuffers} returned ${statusName(lease.status)}`,
		"-EAGAIN",
		statusName(lease.status),
	);
}

/** An engine may want a pool buffer for these, and say -EAGAIN; it may not wait or serve wrongly. */
function serveWhileExhausted(session: Session, ids: readonly bigint[]): void {
	for (const id of ids) {
		const statuses = [session.tryRead(id, "with the pool exhausted"), session.tryWrite(id)];
		for (const status of statuses) {
			if (status !== 0 && status !== -errno.EAGAIN) {
				session.fail(
					`an operation on block ${id} returned ${statusName(status)} with the pool exhausted`,
					"0 or -EAGAIN",
				);
			}
		}
	}
}

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
			mustRefuseLease(session, 2n ** 64n - 1n, -errno.ERANGE);
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

export const leaseChecks: readonly Check[] = [leaseHolds, leaseExhaustion, leaseRules];
