import {
	type BatchItem,
	type BatchOutcome,
	type Engine,
	type EngineQueue,
	type Lease,
	type NativeBuffer,
	type Status,
	type TextCall,
	untouchedStatus,
} from "../../../harness/contract/index.ts";
import { errno } from "../errno.ts";
import { FakeBlocks } from "./blocks.ts";
import { FakeBuffer, fakeBuffer } from "./memory.ts";
import { FakeQueue } from "./queue.ts";

/**
 * Test support: an honest engine in TypeScript. A seeded defect is a subclass that overrides one
 * method; the checks' own tests show that they pass on this class and fail on the defective one.
 */
export class FakeEngine extends FakeBlocks implements Engine {
	protected readonly leases = new Map<number, FakeBuffer>();

	protected leaseOne(id: bigint): { status: Status; bytes: Uint8Array } {
		const bytes = new Uint8Array(this.blockBytes);
		const full = this.leases.size >= this.parts.config.poolBuffers;
		const status = this.refusal(id, this.blockBytes) || (full ? -errno.EAGAIN : 0);
		return { status: status || this.fetch(id, bytes), bytes };
	}

	protected batch(
		items: readonly BatchItem[],
		one: (item: BatchItem, length: number, offset: number) => Status,
	): BatchOutcome {
		const statuses: Status[] = items.map(() => untouchedStatus);
		items.forEach((item, index) => {
			statuses[index] = one(item, item.length ?? item.data.bytes.length, item.offset ?? 0);
		});
		return { status: statuses.find((status) => status !== 0) ?? 0, statuses };
	}

	writeBatch(items: readonly BatchItem[]): BatchOutcome {
		return this.timed(() =>
			this.batch(items, ({ id, data }, length, offset) =>
				this.count("write", this.writeOne(id, data, length, offset)),
			),
		);
	}

	readBatch(items: readonly BatchItem[]): BatchOutcome {
		return this.timed(() =>
			this.batch(items, ({ id, data }, length, offset) =>
				this.count("read", this.readOne(id, data, length, offset)),
			),
		);
	}

	lease(id: bigint): Lease {
		return this.timed(() => {
			const { status, bytes } = this.leaseOne(id);
			this.count("read", status);
			if (status !== 0) return { status, address: 0, length: 0, bytes: undefined };
			const buffer = new FakeBuffer(this.blockBytes);
			buffer.store(0, bytes);
			this.leases.set(buffer.address, buffer);
			return { status, address: buffer.address, length: bytes.length, bytes: buffer.bytes };
		});
	}

	release(address: number): Status {
		return this.leases.delete(address) ? 0 : this.error(-errno.EINVAL, "not leased");
	}

	createQueue(depth: number): EngineQueue | Status {
		if (depth < 1 || depth > this.parts.config.queueDepth) {
			return this.error(-errno.EINVAL, "depth is out of range");
		}
		return new FakeQueue(depth, ({ opcode, id, data, length, offset }) =>
			opcode === "read"
				? this.read(id, data, length, offset)
				: this.write(id, data, length, offset),
		);
	}

	checkHealth(): { healthy: number; reason: string } {
		return { healthy: this.broken === "" ? 1 : 0, reason: this.broken };
	}

	collectMetrics(capacity = 65536): string | Status {
		const stats = this.stats();
		const latency = typeof stats === "number" ? 0 : stats.latencyUs;
		const { readOperations, writeOperations } = this.counts;
		const text = JSON.stringify({
			read_iops: Number(readOperations),
			write_iops: Number(writeOperations),
			avg_latency: latency,
			queue_depth: 0,
		});
		return text.length + 1 > capacity ? -errno.ENOSPC : text;
	}

	drainLog(capacity = 65536): string | Status {
		let text = "";
		for (let line = this.log[0]; line !== undefined; line = this.log[0]) {
			if (text.length + line.length + 1 > capacity) break;
			text += `${line}\n`;
			this.log.shift();
		}
		return text === "" && this.log.length > 0 ? -errno.ENOSPC : text;
	}

	setLogLevel(level: number): Status {
		if (level > 3) return this.error(-errno.EINVAL, "no such level");
		this.logLevel = level;
		return 0;
	}

	fallback(): Engine | Status {
		return this;
	}

	fillText(call: TextCall, into: NativeBuffer, capacity: number): Status {
		const all = new TextEncoder().encode(this.textOf(call, capacity));
		const buffer = fakeBuffer(into);
		const at = buffer.bytes.length - capacity;
		if (call === "drainLog") {
			const log = this.drainLog(capacity);
			if (typeof log === "number") return log;
			buffer.store(at, new TextEncoder().encode(log));
			return log.length;
		}
		if (call === "collectMetrics" && all.length >= capacity) return -errno.ENOSPC;
		if (capacity > 0) {
			const cut = all.subarray(0, capacity - 1);
			buffer.store(at, cut);
			buffer.store(at + cut.length, new Uint8Array(1));
		}
		if (call === "checkHealth") return this.broken === "" ? 1 : 0;
		return capacity === 0 ? 0 : Math.min(all.length, capacity - 1);
	}

	private textOf(call: TextCall, capacity: number): string {
		if (call === "lastError") return this.lastError();
		if (call === "checkHealth") return this.broken;
		if (call === "drainLog") return "";
		const metrics = this.collectMetrics(capacity + 4096);
		return typeof metrics === "number" ? "" : metrics;
	}

	fillStats(into: NativeBuffer): Status {
		const stats = this.stats();
		if (typeof stats === "number") return stats;
		const whole = new DataView(new ArrayBuffer(104));
		const filled = Math.min(into.bytes.length, 104);
		whole.setUint32(0, filled, true);
		whole.setBigUint64(8, stats.capacityBytes, true);
		whole.setBigUint64(16, stats.usedBytes, true);
		fakeBuffer(into).store(0, new Uint8Array(whole.buffer, 0, filled));
		return 0;
	}

	quiesce(_deadlineMs: number): Status {
		this.quiesced = true;
		return 0;
	}

	activate(): Status {
		this.parts.device.serving = this;
		this.quiesced = false;
		return 0;
	}
}
