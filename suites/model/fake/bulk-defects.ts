import {
	type BatchItem,
	type BatchOutcome,
	type Completion,
	type EngineQueue,
	type Lease,
	type Status,
	untouchedStatus,
} from "../../../harness/contract/index.ts";
import { errno } from "../errno.ts";
import { FakeEngine } from "./engine.ts";
import { FakeBuffer } from "./memory.ts";
import { FakeQueue } from "./queue.ts";

/** Test support: defects of batches, leases and queues; see data-defects.ts. */
export class EmptyBatchRefused extends FakeEngine {
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		return items.length === 0 ? { status: -errno.EINVAL, statuses: [] } : super.writeBatch(items);
	}
}

export class BatchResultsPermuted extends FakeEngine {
	override readBatch(items: readonly BatchItem[]): BatchOutcome {
		const sorted = [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
		const mixed = items.map((item, index) => ({ ...item, id: sorted[index]?.id ?? item.id }));
		return super.readBatch(mixed);
	}
}

export class FirstDuplicateWins extends FakeEngine {
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		const outcome = super.writeBatch([...items].reverse());
		return { ...outcome, statuses: [...outcome.statuses].reverse() };
	}
}

export class BatchBeyondRing extends FakeEngine {
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		const depth = this.parts.config.queueDepth;
		const { status, statuses } = super.writeBatch(items.slice(0, depth));
		return { status, statuses: items.map((_, index) => statuses[index] ?? 0) };
	}
}

export class BatchLies extends FakeEngine {
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		const { statuses } = super.writeBatch(items);
		return { status: 0, statuses };
	}
}

export class BatchStatusForgotten extends FakeEngine {
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		const { status, statuses } = super.writeBatch(items);
		return { status, statuses: statuses.map((one) => (one === 0 ? untouchedStatus : one)) };
	}
}

export class StaleBatchError extends FakeEngine {
	private left: Status = 0;
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		const outcome = super.writeBatch(items);
		const status = outcome.status || this.left;
		this.left = outcome.status;
		return { ...outcome, status };
	}
}

export class LeaseOfLiveBlock extends FakeEngine {
	override lease(id: bigint): Lease {
		const lease = super.lease(id);
		const live = this.parts.device.data.get(id) as Uint8Array<ArrayBuffer> | undefined;
		return lease.status === 0 && live !== undefined ? { ...lease, bytes: live } : lease;
	}
}

export class LeasesWithoutEnd extends FakeEngine {
	protected override leaseOne(id: bigint) {
		const bytes = new Uint8Array(this.blockBytes);
		return { status: this.refusal(id, this.blockBytes) || this.fetch(id, bytes), bytes };
	}
}

export class FailedLeaseKeepsBuffer extends FakeEngine {
	override lease(id: bigint): Lease {
		const lease = super.lease(id);
		if (lease.status === -errno.ENOENT) this.leases.set(-this.leases.size - 1, new FakeBuffer(8));
		return lease;
	}
}

export class ReleasesAnything extends FakeEngine {
	override release(address: number): Status {
		super.release(address);
		return 0;
	}
}

class TwiceQueue extends FakeQueue {
	private polls = 0;
	override poll(max: number, timeoutUs: number): ReturnType<EngineQueue["poll"]> {
		const result = super.poll(max, timeoutUs);
		const last: Completion | undefined = result.completions.at(-1);
		this.polls += 1;
		if (last !== undefined && this.polls % 7 === 0) this.done.unshift(last);
		return result;
	}
}

export class CompletionTwice extends FakeEngine {
	override createQueue(depth: number): EngineQueue | Status {
		const queue = super.createQueue(depth);
		return typeof queue === "number"
			? queue
			: new TwiceQueue(depth, ({ opcode, id, data, length, offset }) =>
					this[opcode](id, data, length, offset),
				);
	}
}

export class DepthIgnored extends FakeEngine {
	override createQueue(_depth: number): EngineQueue | Status {
		return super.createQueue(this.parts.config.queueDepth);
	}
}

export class QueueMisdirects extends FakeEngine {
	override createQueue(depth: number): EngineQueue | Status {
		const queue = super.createQueue(depth);
		if (typeof queue === "number") return queue;
		return new FakeQueue(depth, ({ opcode, id, data, length, offset }) => {
			return this[opcode](opcode === "write" && id === 3n ? 5n : id, data, length, offset);
		});
	}
}
