import type { Check } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { BatchDriver } from "../model/batch-driver.ts";
import { QueueDriver } from "../model/queue-driver.ts";
import { Session } from "../model/session.ts";
import { kinds, mustEqual, newTally, type Tally } from "./tally.ts";

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
		mustEqual(session, session.stats(), tally, "after initialize");
		for (let round = 0; round < 6; round++) {
			singles(session, tally, round);
			mustEqual(session, session.stats(), tally, "after single operations");
			if (session.engine.has("batch")) batches(session, tally);
			mustEqual(session, session.stats(), tally, "after batches");
			if (session.engine.has("queue")) queued(session, tally);
			mustEqual(session, session.stats(), tally, "after queued operations");
			if (session.engine.has("lease")) leased(session, tally);
			mustEqual(session, session.stats(), tally, "after leases");
		}
		session.reopen();
		mustEqual(session, session.stats(), newTally(), "after a reopen");
		session.close();
		const total = kinds.map((kind) => `${tally.done[kind]} ${kind}s`).join(", ");
		return pass(`${total} were counted exactly`);
	},
};

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
