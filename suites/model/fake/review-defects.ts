import type {
	BatchItem,
	BatchOutcome,
	EngineQueue,
	Lease,
	QueueOperation,
	Status,
} from "../../../harness/contract/index.ts";
import type { FakeDevice } from "./device.ts";
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

const sixteenBits = 2 ** 16;
const commits = new WeakMap<object, number>();
const former = new WeakMap<object, Pick<FakeDevice, "data" | "present">>();

/** Of two copies the higher generation counts: in one commit of 65,536 that is the older one. */
export class GenerationIn16Bits extends FakeEngine {
	private commit(): number {
		const { device } = this.parts;
		// Another one on a device that was renewed.
		const format = device.geometry ?? device;
		const count = (commits.get(format) ?? 0) + 1;
		commits.set(format, count);
		const isLast = count % sixteenBits === sixteenBits - 1;
		if (isLast) {
			const data = new Map([...device.data].map(([id, one]) => [id, one.slice()]));
			former.set(format, { data, present: new Set(device.present) });
		}
		return count;
	}
	override flush(): Status {
		this.commit();
		return super.flush();
	}
	override shutdown(): Status {
		const { device } = this.parts;
		const older = former.get(device.geometry ?? device);
		if (this.commit() % sixteenBits === 0 && older !== undefined) Object.assign(device, older);
		return super.shutdown();
	}
}
