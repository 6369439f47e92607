import type { Check, EngineStats } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { BatchDriver } from "../model/batch-driver.ts";
import { statusName } from "../model/errno.ts";
import { QueueDriver } from "../model/queue-driver.ts";
import { Session } from "../model/session.ts";

const kinds = ["read", "write", "delete", "flush"] as const;
type Kind = (typeof kinds)[number];

/** The harness's own count: calls that returned 0, and calls that may have been counted as errors. */
interface Tally {
	readonly done: Record<Kind, number>;
	readonly refused: Record<Kind, number>;
}

export function takeStats(session: Session): EngineStats {
	const stats = session.engine.stats();
	if (typeof stats === "number")
		return session.fail(`get_stats returned ${statusName(stats)}`, "0");
	return stats;
}

function mustEqual(session: Session, stats: EngineStats, tally: Tally, when: string): void {
	for (const kind of kinds) {
		const found = stats[`${kind}Operations`];
		const wanted = BigInt(tally.done[kind]);
		if (found !== wanted) {
			session.fail(
				`${when} ${kind}_operations is ${found}; ${wanted} ${kind}s returned 0`,
				String(wanted),
				String(found),
			);
		}
		const errors = stats[`${kind}Errors`];
		if (errors > BigInt(tally.refused[kind])) {
			session.fail(
				`${when} ${kind}_errors is ${errors}; only ${tally.refused[kind]} ${kind}s failed`,
				`0 to ${tally.refused[kind]}`,
				String(errors),
			);
		}
	}
}

/** Counts through every way in. Batch and queue items count one by one, a lease as a read. */
export const counters: Check = {
	id: "stats.counters",
	title: "The counters equal the operations that returned 0, whichever way they came in",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: 8, pool_buffers: 8 } });
		const tally = newTally();
		mustEqual(session, takeStats(session), tally, "after initialize");
		for (let round = 0; round < 6; round++) {
			singles(session, tally, round);
			mustEqual(session, takeStats(session), tally, "after single operations");
			if (session.engine.has("batch")) batches(session, tally);
			mustEqual(session, takeStats(session), tally, "after batches");
			if (session.engine.has("queue")) queued(session, tally);
			mustEqual(session, takeStats(session), tally, "after queued operations");
			if (session.engine.has("lease")) leased(session, tally);
			mustEqual(session, takeStats(session), tally, "after leases");
		}
		session.reopen();
		mustEqual(session, takeStats(session), newTally(), "after a reopen");
		session.close();
		const total = kinds.map((kind) => `${tally.done[kind]} ${kind}s`).join(", ");
		return pass(`${total} were counted exactly`);
	},
};

function newTally(): Tally {
	return {
		done: { read: 0, write: 0, delete: 0, flush: 0 },
		refused: { read: 0, write: 0, delete: 0, flush: 0 },
	};
}

function singles(session: Session, { done }: Tally, round: number): void {
	for (let id = 0n; id < 40n; id++) session.write(id);
	for (let id = 0n; id < 40n; id += 2n) session.read(id);
	session.delete(BigInt(30 + round));
	session.flush();
	done.write += 40;
	done.read += 20;
	done.delete += 1;
	done.flush += 1;
}

function batches(session: Session, { done }: Tally): void {
	const driver = new BatchDriver(session, 20);
	const items = Array.from({ length: 20 }, (_, id) => ({ id: BigInt(id % 15) }));
	driver.write(items);
	driver.read(items);
	driver.write(items.slice(0, 1));
	driver.write([]);
	driver.read([]);
	driver.free();
	done.write += 21;
	done.read += 20;
}

function queued(session: Session, { done }: Tally): void {
	const driver = new QueueDriver(session, 8);
	for (const opcode of ["write", "read"] as const) {
		for (let round = 0; round < 2; round++) {
			done[opcode] += driver.submit([0n, 1n, 2n, 3n, 4n].map((id) => ({ opcode, id })));
			driver.drain();
		}
	}
	driver.destroy();
	driver.free();
}

function leased(session: Session, { done }: Tally): void {
	for (let id = 0n; id < 8n; id++) {
		const lease = session.engine.lease(id);
		session.mustSucceed(`lease of block ${id}`, lease.status);
		session.mustSucceed(`release of block ${id}`, session.engine.release(lease.address));
		done.read += 1;
	}
}

/** Refused calls count as errors or not at all; the ABI leaves that open, but they are no success. */
export const failuresAreNoSuccesses: Check = {
	id: "stats.failures-not-successes",
	title: "A call that failed is never counted as done",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: 8, pool_buffers: 2 } });
		const tally = newTally();
		const { done, refused } = tally;
		const count = (kind: Kind, status: number): void => {
			if (status === 0) done[kind] += 1;
			else refused[kind] += 1;
		};
		const { engine, source, sink, blockBytes } = session;
		const outside = BigInt(context.capacityBlocks);
		session.write(1n);
		done.write += 1;
		for (let round = 0; round < 5; round++) {
			count("read", engine.read(7n, sink));
			count("delete", engine.delete(7n));
			for (const id of [outside, 2n ** 64n - 1n]) {
				count("write", engine.write(id, source));
				count("read", engine.read(id, sink));
				count("delete", engine.delete(id));
			}
			count("write", engine.write(1n, source, blockBytes / 2));
			count("read", engine.read(1n, sink, 0));
			mustEqual(session, takeStats(session), tally, "after refused calls");
			if (engine.has("batch")) refusedBatches(session, count);
			if (engine.has("lease")) count("read", engine.lease(outside).status);
			mustEqual(session, takeStats(session), tally, "after refused batch items and leases");
		}
		session.close();
		const failed = kinds.reduce((sum, kind) => sum + refused[kind], 0);
		return pass(`${failed} failed calls were not counted as done`);
	},
};

function refusedBatches(session: Session, count: (kind: Kind, status: number) => void): void {
	const { engine, sink, context } = session;
	const data = context.allocate(session.blockBytes, "end");
	session.render(session.nextState(2n), data);
	const outside = BigInt(context.capacityBlocks);
	const items = [9n, outside, 1n].map((id) => ({ id, data: sink }));
	for (const status of engine.readBatch(items).statuses) count("read", status);
	const writes = [outside, 2n, 2n ** 63n].map((id) => ({ id, data }));
	for (const status of engine.writeBatch(writes).statuses) count("write", status);
	data.free();
}

/** Blocks present times the block size, whatever brought them in or took them out. */
export const usedBytes: Check = {
	id: "stats.used-bytes",
	title:
		"Capacity and used space are the blocks offered and the blocks present, also after a reopen",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const size = BigInt(session.blockBytes);
		const mustBe = (when: string): void => {
			const stats = takeStats(session);
			const capacity = BigInt(context.capacityBlocks) * size;
			if (stats.capacityBytes !== capacity) {
				session.fail(`${when} capacity_bytes is ${stats.capacityBytes}`, String(capacity));
			}
			const present = session.ledger.presentCount();
			if (present === undefined || stats.usedBytes === BigInt(present) * size) return;
			session.fail(
				`${when} used_bytes is ${stats.usedBytes}, with ${present} blocks of ${size} bytes present`,
				String(BigInt(present) * size),
				String(stats.usedBytes),
			);
		};
		mustBe("on a fresh target");
		const last = BigInt(context.capacityBlocks) - 1n;
		for (const id of [0n, 1n, 2n, 63n, 64n, last]) session.write(id);
		mustBe("after 6 writes");
		for (const id of [0n, 64n, last]) session.write(id);
		mustBe("after 3 overwrites");
		session.delete(1n);
		session.delete(last);
		mustBe("after 2 deletes");
		session.delete(1n);
		session.delete(5n);
		mustBe("after deletes of absent blocks");
		session.engine.write(last + 1n, session.source);
		session.engine.write(7n, session.source, session.blockBytes - 1);
		mustBe("after refused writes");
		if (session.engine.has("batch")) {
			const driver = new BatchDriver(session, 5);
			driver.write([9n, 10n, 9n, 0n, 11n].map((id) => ({ id })));
			driver.free();
			mustBe("after a batch with a repeated block");
		}
		session.flush();
		mustBe("after a flush");
		session.reopen();
		mustBe("after a reopen");
		session.delete(0n);
		session.write(1n);
		session.write(2n);
		mustBe("after a reopen, a delete and writes");
		session.close();
		return pass("used space followed writes, overwrites, deletes and a reopen");
	},
};

export const statsChecks: readonly Check[] = [counters, failuresAreNoSuccesses, usedBytes];
