import type { Check } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { BatchDriver } from "../model/batch-driver.ts";
import { mustHaveRoomFor } from "../model/leases.ts";
import { QueueDriver } from "../model/queue-driver.ts";
import { Session } from "../model/session.ts";
import { refusedCalls } from "./metrics-refused.ts";

/** A breaker, a ring of errors or an 8-bit count of them has had enough by then. */
const times = 300;
const poolBuffers = 4;
const depth = 4;
const ids = [1n, 2n, 3n, 4n, 5n];

/**
 * "A failed call changes nothing that was acknowledged before", however many there are: what an
 * error path leaves behind - a buffer, a slot, a lock, a state - the next good call has to do
 * without.
 */
export const afterRefusals: Check = {
	id: "data.after-refusals",
	title: "After hundreds of refused calls of each kind everything still works",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, {
			config: { queue_depth: depth, pool_buffers: poolBuffers },
		});
		for (const id of ids) session.write(id);
		const calls = Object.entries(refusedCalls(session));
		for (const [what, refuse] of calls) {
			for (let n = 0; n < times; n++) refuse();
			mustWork(session, `after ${times} ${what}`);
		}
		session.reopen();
		session.verify(ids, "after refused calls and a reopen");
		session.close();
		return pass(`${calls.length} kinds of refused calls, ${times} times each`);
	},
};

function mustWork(session: Session, when: string): void {
	const { engine } = session;
	for (const id of ids) session.write(id);
	session.delete(5n);
	if (engine.has("batch")) {
		const driver = new BatchDriver(session, ids.length);
		driver.write(ids.map((id) => ({ id })));
		driver.read(
			ids.map((id) => ({ id })),
			when,
		);
		driver.free();
	}
	if (engine.has("queue")) {
		const driver = new QueueDriver(session, depth);
		for (const opcode of ["write", "read"] as const) {
			driver.submit(ids.slice(0, depth).map((id) => ({ opcode, id })));
			driver.drain();
		}
		driver.destroy();
		driver.free();
	}
	session.write(5n);
	if (engine.has("lease")) mustHaveRoomFor(session, poolBuffers, ids, when);
	session.flush();
	session.verify(ids, when);
}
