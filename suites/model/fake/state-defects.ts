import type {
	BatchItem,
	BatchOutcome,
	Engine,
	EngineQueue,
	EngineStats,
	Lease,
	NativeBuffer,
	QueueOperation,
	Status,
	TextCall,
} from "../../../harness/contract/index.ts";
import { FakeEngine } from "./engine.ts";
import { fakeBuffer } from "./memory.ts";
import { FakeQueue } from "./queue.ts";

/** Test support: defects of sizes, of callers' buffers and of hand-overs; see data-defects.ts. */
export class BatchMovesOnePage extends FakeEngine {
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		const outcome = super.writeBatch(items);
		for (const { id } of items) this.parts.device.data.get(id)?.fill(0, 1024);
		return outcome;
	}
}

/** Neighbours downwards are joined, their data not turned round. */
export class DescendingReversed extends FakeEngine {
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		const down = items.every((item, at) => at === 0 || item.id + 1n === items[at - 1]?.id);
		if (!down || items.length < 3) return super.writeBatch(items);
		const ids = items.map(({ id }) => id).reverse();
		return super.writeBatch(items.map((item, at) => ({ ...item, id: ids[at] ?? item.id })));
	}
}

export class NegativeIops extends FakeEngine {
	override stats(): EngineStats | Status {
		const stats = super.stats();
		return typeof stats === "number" || stats.iops === 0 ? stats : { ...stats, iops: -1 };
	}
}

export class CapacityIn32Bits extends FakeEngine {
	override stats(): EngineStats | Status {
		const stats = super.stats();
		if (typeof stats === "number") return stats;
		return { ...stats, capacityBytes: BigInt.asUintN(32, stats.capacityBytes) };
	}
}

export class SectorIn32Bits extends FakeEngine {
	private cut(id: bigint): bigint {
		const size = BigInt(this.blockBytes);
		return (BigInt.asUintN(32, (id * size) / 512n) * 512n) / size;
	}
	protected override fetch(id: bigint, out: Uint8Array): Status {
		return super.fetch(this.cut(id), out);
	}
	protected override store(id: bigint, bytes: Uint8Array): Status {
		return super.store(this.cut(id), bytes);
	}
}

export class BatchOfManyForgets extends FakeEngine {
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		const { status, statuses } = super.writeBatch(items.slice(0, 1024));
		return { status, statuses: items.map((_, index) => statuses[index] ?? 0) };
	}
}

class RingOf256 extends FakeQueue {
	override submit(operations: readonly QueueOperation[]): Status {
		const room = Math.min(operations.length, this.depth - this.done.length);
		super.submit(operations.slice(0, room));
		this.done.splice(256);
		return room;
	}
}

export class QueueForgets extends FakeEngine {
	override createQueue(depth: number): EngineQueue | Status {
		const honest = super.createQueue(depth);
		if (typeof honest === "number") return honest;
		return new RingOf256(depth, ({ opcode, id, data, length, offset }) =>
			this[opcode](id, data, length, offset),
		);
	}
}

export class LeasesShareABuffer extends FakeEngine {
	private first: Lease | undefined;
	override lease(id: bigint): Lease {
		const lease = super.lease(id);
		this.first ??= lease;
		if (this.leases.size <= 256 || lease.bytes === undefined) return lease;
		this.first.bytes?.set(lease.bytes);
		return { ...lease, address: this.first.address };
	}
}

export class TextIsNotCut extends FakeEngine {
	override fillText(call: TextCall, into: NativeBuffer, capacity: number): Status {
		if (call !== "lastError") return super.fillText(call, into, capacity);
		const bytes = new TextEncoder().encode(`${this.lastError()}\0`);
		fakeBuffer(into).store(into.bytes.length - capacity, bytes);
		return bytes.length - 1;
	}
}

export class StatsIgnoreSize extends FakeEngine {
	override fillStats(into: NativeBuffer): Status {
		const status = super.fillStats(into);
		fakeBuffer(into).store(0, new Uint8Array(104));
		return status;
	}
}

/** What it read or wrote stays, whoever serves meanwhile. */
export class CacheOutlivesHandOver extends FakeEngine {
	private readonly cache = new Map<bigint, Uint8Array>();
	protected override fetch(id: bigint, out: Uint8Array): Status {
		const cached = this.cache.get(id);
		if (cached !== undefined) out.set(cached);
		const status = cached === undefined ? super.fetch(id, out) : 0;
		if (status === 0) this.cache.set(id, out.slice());
		return status;
	}
	protected override store(id: bigint, bytes: Uint8Array): Status {
		this.cache.delete(id);
		return super.store(id, bytes);
	}
	protected override remove(id: bigint): Status {
		this.cache.delete(id);
		return super.remove(id);
	}
}

export class WritesBackAtTheEnd extends FakeEngine {
	private readonly dirty = new Map<bigint, Uint8Array>();
	protected override store(id: bigint, bytes: Uint8Array): Status {
		this.dirty.set(id, bytes.slice());
		return super.store(id, bytes);
	}
	override flush(): Status {
		this.dirty.clear();
		return super.flush();
	}
	override shutdown(): Status {
		for (const [id, bytes] of this.dirty) this.parts.device.data.set(id, bytes);
		return super.shutdown();
	}
}

export class FallbackUnfenced extends FakeEngine {
	override fallback(): Engine | Status {
		const own = { ...this.parts, config: { ...this.parts.config, standby: true } };
		const fallback = new FakeEngine(own);
		fallback.write = (id, data, length = data.bytes.length, offset = 0) =>
			this.store(id, fakeBuffer(data).load(offset, length));
		return fallback;
	}
}

export class StandbyWrites extends FakeEngine {
	constructor(parts: ConstructorParameters<typeof FakeEngine>[0]) {
		super(parts);
		if (parts.config.standby) parts.device.data.set(0n, new Uint8Array(this.blockBytes));
	}
}

/** Blocks lie elsewhere when fewer are offered. */
export class PlaceFollowsCapacity extends FakeEngine {
	private moved(id: bigint): bigint {
		const whole = this.parts.device.geometry?.capacityBlocks;
		return whole === this.parts.capacityBlocks ? id : id + 1n;
	}
	protected override fetch(id: bigint, out: Uint8Array): Status {
		return super.fetch(this.moved(id), out);
	}
	protected override store(id: bigint, bytes: Uint8Array): Status {
		return super.store(this.moved(id), bytes);
	}
}
