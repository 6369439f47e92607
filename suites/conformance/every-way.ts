import type { Check } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { BatchDriver } from "../model/batch-driver.ts";
import { blockSizesOf } from "../model/block-sizes.ts";
import { QueueDriver } from "../model/queue-driver.ts";
import { Session } from "../model/session.ts";

/**
 * Engines are tried at 4 KiB and shipped for all sizes: a stride, a pool or a bounce buffer of one
 * fixed size shows in the way in that nobody tried at another. Every way writes, every way reads
 * what the others wrote. Not covered: sizes of which the target has no room for 20.
 */
export const everyWay: Check = {
	id: "data.every-way",
	title: "Single calls, batches, leases and queues agree on every block, at every block size",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const { fitting } = blockSizesOf(context, 20);
		for (const block_size of fitting) {
			context.target.renew();
			oneSize(new Session(context, { config: { block_size, capacity_blocks: 20 } }));
		}
		return pass(`${fitting.length} block sizes: ${fitting.join(", ")} bytes`);
	},
};

function oneSize(session: Session): void {
	const { engine, blockBytes } = session;
	const ids = [0, 1, 2, 3, 5, 7, 11, 19].map(BigInt);
	const shown = `with blocks of ${blockBytes} bytes`;
	const batch = engine.has("batch") ? new BatchDriver(session, ids.length) : undefined;
	const queue = engine.has("queue") ? new QueueDriver(session, 8) : undefined;
	const writers: (() => void)[] = [() => ids.map((id) => session.write(id))];
	if (batch !== undefined) {
		writers.push(() => batch.write(ids.map((id) => ({ id }))));
		writers.push(() => batch.write([...ids].reverse().map((id) => ({ id }))));
	}
	if (queue !== undefined) writers.push(() => throughQueue(queue, ids, "write"));
	for (const write of writers) {
		write();
		session.verify(ids, shown);
		batch?.read(
			[...ids].reverse().map((id) => ({ id })),
			shown,
		);
		if (queue !== undefined) throughQueue(queue, ids, "read");
		if (engine.has("lease")) for (const id of ids) judgeLease(session, id, shown);
	}
	queue?.destroy();
	queue?.free();
	batch?.free();
	session.reopen();
	session.verify(ids, `${shown}, reopened`);
	session.close();
}

function throughQueue(queue: QueueDriver, ids: readonly bigint[], opcode: "read" | "write"): void {
	let next = 0;
	while (next < ids.length) {
		next += queue.submit(ids.slice(next).map((id) => ({ opcode, id })));
		if (next < ids.length) queue.poll(8, 1_000_000);
	}
	queue.drain();
}

function judgeLease(session: Session, id: bigint, when: string): void {
	const lease = session.engine.lease(id);
	session.trail.add("lease", id, 0, lease.status);
	session.mustSucceed(`lease of block ${id} ${when}`, lease.status);
	if (lease.length !== session.blockBytes) {
		session.fail(`lease of block ${id} ${when} has ${lease.length} bytes`);
	}
	const problem = session.ledger.judge(id, 0, lease.bytes ?? new Uint8Array(0));
	if (problem !== undefined) session.failProblem(problem, `through a lease, ${when}`);
	session.mustSucceed("release", session.engine.release(lease.address));
}
