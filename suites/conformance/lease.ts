import type { Check, CheckContext } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { BatchDriver } from "../model/batch-driver.ts";
import { errno, statusName } from "../model/errno.ts";
import {
	type Held,
	mustBeUnchanged,
	mustHaveRoomFor,
	mustLease,
	release,
} from "../model/leases.ts";
import { QueueDriver } from "../model/queue-driver.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";

const poolBuffers = 6;

/** Every way to change a block: each has a path of its own to what leases hold. */
function changersOf(session: Session) {
	const batch = session.engine.has("batch") ? new BatchDriver(session, 1) : undefined;
	const queue = session.engine.has("queue") ? new QueueDriver(session, 1) : undefined;
	const changers: ((id: bigint) => void)[] = [
		(id) => session.write(id),
		(id) => session.writeZeros(id),
		(id) => session.delete(id),
	];
	if (batch !== undefined) changers.push((id) => batch.write([{ id }]));
	if (queue !== undefined) {
		changers.push((id) => {
			queue.submit([{ opcode: "write", id }]);
			queue.drain();
		});
	}
	const free = (): void => {
		queue?.destroy();
		queue?.free();
		batch?.free();
	};
	return { changers, free };
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
		const { changers, free } = changersOf(session);
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
			// Every other change meets a block that is leased.
			else random.pick(changers)(step % 2 === 0 ? (held[0]?.id ?? id) : id);
			checkAll(`after step ${step}: ${session.trail.lines().at(-1)}`);
		}
		session.flush();
		checkAll("after a flush");
		if (session.engine.has("swap")) {
			session.mustSucceed("quiesce", session.engine.quiesce(10_000));
			checkAll("after a quiesce");
			session.mustSucceed("activate", session.engine.activate());
			checkAll("after the engine was activated again");
		}
		for (const one of held) release(session, one);
		free();
		session.verify();
		session.close();
		return pass(
			`400 operations in ${changers.length} ways with up to ${poolBuffers - 1} leases held`,
		);
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
		mustOfferDefaultPool(context);
		return pass(
			`the pool of ${poolBuffers} was exhausted 3 times and refused with -EAGAIN; ${poolBuffersDefault} without pool_buffers`,
		);
	},
};

const poolBuffersDefault = 64;

/** "pool_buffers: default 64": neither fewer nor more. */
function mustOfferDefaultPool(context: CheckContext): void {
	const session = new Session(context, { config: { pool_buffers: undefined } });
	const ids = Array.from({ length: poolBuffersDefault + 1 }, (_, id) => BigInt(id));
	for (const id of ids) session.write(id);
	mustHaveRoomFor(session, poolBuffersDefault, ids, "without pool_buffers (default 64)");
	session.close();
}

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

/**
 * An engine may want a pool buffer for these, and say -EAGAIN; it may not wait or serve wrongly.
 */
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

export const leaseChecks: readonly Check[] = [leaseHolds, leaseExhaustion];
