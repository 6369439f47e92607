import { QueueDriver } from "../model/queue-driver.ts";
import type { Session } from "../model/session.ts";

/** Calls that fail leave by another way out, where what is in flight must be counted down too. */
export function refusedCalls(session: Session): Readonly<Record<string, () => void>> {
	const { engine, sink, source, context } = session;
	const outside = BigInt(context.capacityBlocks);
	const calls: Record<string, () => void> = {
		"reads of an absent block": () => void engine.read(77n, sink),
		"reads out of range": () => void engine.read(outside, sink),
		"writes out of range": () => void engine.write(outside, source),
		"writes of a wrong length": () => void engine.write(1n, source, 3),
		"deletes of absent and impossible blocks": () =>
			void (engine.delete(77n) + engine.delete(outside)),
	};
	if (engine.has("batch")) {
		const items = [77n, outside, 1n].map((id) => ({ id, data: sink }));
		calls["batches with bad items"] = () => void engine.readBatch(items);
	}
	if (engine.has("lease")) {
		calls["refused leases"] = () => {
			for (const id of [77n, outside]) {
				const lease = engine.lease(id);
				// Zeros, of an engine whose absent blocks read so.
				if (lease.status === 0) engine.release(lease.address);
			}
		};
	}
	if (engine.has("queue")) calls["refused queued operations"] = () => refusedInQueue(session);
	return calls;
}

function refusedInQueue(session: Session): void {
	const driver = new QueueDriver(session, 4);
	const outside = BigInt(session.context.capacityBlocks);
	driver.submit([
		{ opcode: "read", id: outside },
		{ opcode: "write", id: outside + 1n },
		{ opcode: "write", id: 1n, length: 3 },
	]);
	driver.drain();
	driver.destroy();
	driver.free();
}
