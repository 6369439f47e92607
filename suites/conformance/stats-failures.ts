import type { Check } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { Session } from "../model/session.ts";
import { type Kind, kinds, mustEqual, newTally } from "./tally.ts";

/**
 * Refused calls count as errors or not at all; the ABI leaves that open, but they are no success.
 */
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
			mustEqual(session, session.stats(), tally, "after refused calls");
			if (engine.has("batch")) refusedBatches(session, count);
			if (engine.has("lease")) refusedLeases(session, count);
			if (engine.has("queue")) refusedInQueue(session, count);
			mustEqual(
				session,
				session.stats(),
				tally,
				"after refused batch items, leases and queued operations",
			);
		}
		session.close();
		const failed = kinds.reduce((sum, kind) => sum + refused[kind], 0);
		return pass(`${failed} failed calls were not counted as done`);
	},
};

type Count = (kind: Kind, status: number) => void;

/** Also one more than the pool has. */
function refusedLeases({ engine, context }: Session, count: Count): void {
	const leases = [1n, 1n, 1n, 1n, 7n, BigInt(context.capacityBlocks)].map((id) => engine.lease(id));
	for (const { status } of leases) count("read", status);
	for (const { status, address } of leases) if (status === 0) engine.release(address);
}

function refusedInQueue(session: Session, count: Count): void {
	const { engine, source, sink, context, blockBytes } = session;
	const queue = engine.createQueue(4);
	if (typeof queue === "number") return;
	const outside = BigInt(context.capacityBlocks);
	const operations = [
		{ userData: 0n, opcode: "write" as const, id: outside, data: source },
		{ userData: 1n, opcode: "read" as const, id: 2n ** 63n, data: sink },
		{ userData: 2n, opcode: "write" as const, id: 1n, data: source, length: blockBytes / 2 },
		{ userData: 3n, opcode: "read" as const, id: 7n, data: sink },
	];
	const taken = queue.submit(operations);
	for (let done = 0, polls = 0; done < taken && polls < 20; polls++) {
		for (const { userData, status } of queue.poll(4, 500_000).completions) {
			count(operations[Number(userData)]?.opcode ?? "read", status);
			done += 1;
		}
	}
	queue.destroy();
}

function refusedBatches(session: Session, count: Count): void {
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
