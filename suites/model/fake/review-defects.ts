import type {
	BatchItem,
	BatchOutcome,
	EngineQueue,
	Lease,
	QueueOperation,
	Status,
} from "../../../harness/contract/index.ts";
import { FakeEngine } from "./engine.ts";
import { fakeBuffer } from "./memory.ts";
import { FakeQueue } from "./queue.ts";

/** Test support: defects of a second hostile review; see data-defects.ts. */
export class LastErrorIsGlobal extends FakeEngine {
	private static said = "";
	protected override error(status: Status, message: string): Status {
		LastErrorIsGlobal.said = message;
		return super.error(status, message);
	}
	override lastError(): string {
		return LastErrorIsGlobal.said;
	}
}

/** What is leased follows the block, where the change came by a batch. */
export class BatchRefreshesLeases extends FakeEngine {
	private readonly idsByAddress = new Map<number, bigint>();
	override lease(id: bigint): Lease {
		const lease = super.lease(id);
		if (lease.status === 0) this.idsByAddress.set(lease.address, id);
		return lease;
	}
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		const outcome = super.writeBatch(items);
		for (const [address, lease] of this.leases) {
			const item = items.find(({ id }) => id === this.idsByAddress.get(address));
			if (item === undefined) continue;
			lease.store(0, fakeBuffer(item.data).load(item.offset ?? 0, this.blockBytes));
		}
		return outcome;
	}
}

class NeverCountedDown extends FakeQueue {
	refused = 0;
	override submit(operations: readonly QueueOperation[]): Status {
		const taken = super.submit(operations);
		this.refused += this.done.filter(({ status }) => status !== 0).length;
		return taken;
	}
}

export class DepthLeaks extends FakeEngine {
	private readonly queues: NeverCountedDown[] = [];
	override createQueue(depth: number): EngineQueue | Status {
		const honest = super.createQueue(depth);
		if (typeof honest === "number") return honest;
		const queue = new NeverCountedDown(depth, ({ opcode, id, data, length, offset }) =>
			this[opcode](id, data, length, offset),
		);
		this.queues.push(queue);
		return queue;
	}
	override collectMetrics(capacity = 65536): string | Status {
		const text = super.collectMetrics(capacity);
		if (typeof text === "number") return text;
		const inFlight = this.queues.reduce((sum, { refused }) => sum + refused, 0);
		return text.replace('"queue_depth":0', `"queue_depth":${inFlight}`);
	}
}

/** Rarer than what a thousand operations show. */
export class OnceInTenThousand extends FakeEngine {
	private writes = 0;
	protected override store(id: bigint, bytes: Uint8Array): Status {
		this.writes += 1;
		return this.writes % 10_000 === 0 ? 0 : super.store(id, bytes);
	}
}
