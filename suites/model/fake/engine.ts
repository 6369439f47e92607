import {
	type BatchItem,
	type BatchOutcome,
	type Capability,
	type Engine,
	type EngineDescriptor,
	type EngineQueue,
	type EngineStats,
	type Lease,
	type NativeBuffer,
	type Status,
	untouchedStatus,
} from "../../../harness/contract/index.ts";
import { errno } from "../errno.ts";
import type { FakeConfig } from "./config.ts";
import type { FakeDevice } from "./device.ts";
import { FakeBuffer, fakeBuffer } from "./memory.ts";
import { FakeQueue } from "./queue.ts";

/** What a fake engine is built from. */
export interface FakeParts {
	readonly descriptor: EngineDescriptor;
	readonly config: FakeConfig;
	readonly device: FakeDevice;
	readonly capacityBlocks: bigint;
	/** Everything of one process: shared last error, open descriptors, the clock. */
	readonly host: { lastError: string; descriptors: string[]; nowNs(): number };
}

/**
 * Test support: an honest engine in TypeScript. A seeded defect is a subclass that overrides one
 * method; the checks' own tests show that they pass on this class and fail on the defective one.
 */
export class FakeEngine implements Engine {
	readonly descriptor: EngineDescriptor;
	readonly blockBytes: number;
	readonly table = 0;
	protected readonly parts: FakeParts;
	protected readonly counts = {
		readOperations: 0n,
		writeOperations: 0n,
		deleteOperations: 0n,
		flushOperations: 0n,
		readErrors: 0n,
		writeErrors: 0n,
		deleteErrors: 0n,
		flushErrors: 0n,
	};
	protected readonly leases = new Map<number, FakeBuffer>();
	protected broken = "";
	protected logLevel: number;
	protected log: string[] = [];
	private quiesced = false;
	protected busyNs = 0;
	private alive = true;
	private readonly fileDescriptor: string;

	constructor(parts: FakeParts) {
		this.parts = parts;
		this.descriptor = parts.descriptor;
		this.blockBytes = parts.config.blockBytes;
		this.logLevel = parts.config.logLevel;
		this.fileDescriptor = `${parts.device.path} #${parts.host.descriptors.length}`;
		parts.host.descriptors.push(this.fileDescriptor);
		if (!parts.config.standby) parts.device.serving = this;
	}

	has(capability: Capability): boolean {
		return this.descriptor.capabilities.includes(capability);
	}

	protected get volatile(): boolean {
		const { guarantees } = this.descriptor;
		return !guarantees.some((one) => one.startsWith("durable"));
	}

	protected error(status: Status, message: string): Status {
		this.parts.host.lastError = message;
		return status;
	}

	protected timed<Result>(work: () => Result): Result {
		if (!this.alive) throw new Error("engine was shut down");
		const start = this.parts.host.nowNs();
		const result = work();
		this.busyNs += this.parts.host.nowNs() - start;
		return result;
	}

	protected count(kind: "read" | "write" | "delete" | "flush", status: Status): Status {
		if (status === 0) this.counts[`${kind}Operations`] += 1n;
		else this.counts[`${kind}Errors`] += 1n;
		if ([-errno.EIO, -errno.EFBIG, -errno.ENOSPC].includes(status)) {
			this.broken = `${kind} failed: ${status}`;
		} else if (status === 0 && this.broken.startsWith(kind)) this.broken = "";
		if (this.logLevel >= 3) this.note("debug", `${kind} -> ${status}`);
		return status;
	}

	protected note(level: string, message: string): void {
		this.log.push(JSON.stringify({ level, message }));
		if (this.log.length > 1000) this.log.shift();
	}

	protected refusal(id: bigint, length: number): Status {
		if (length !== this.blockBytes) return this.error(-errno.EINVAL, "length is no block");
		if (id >= this.parts.capacityBlocks) return this.error(-errno.ERANGE, "id is out of range");
		return 0;
	}

	protected fenced(): boolean {
		return this.quiesced || this.parts.device.serving !== this;
	}

	/** One valid block to the device. */
	protected store(id: bigint, bytes: Uint8Array): Status {
		const { device } = this.parts;
		const written = device.pwrite(id, bytes);
		if (written < 0) return this.error(written, "write failed");
		if (written < bytes.length) return this.error(-errno.EIO, "short write");
		device.present.add(id);
		return 0;
	}

	/** One valid block from the device into `out`. */
	protected fetch(id: bigint, out: Uint8Array): Status {
		const { device } = this.parts;
		if (!device.present.has(id)) {
			out.fill(0);
			if (this.descriptor.guarantees.includes("absent-reads-zeros")) return 0;
			return this.error(-errno.ENOENT, "no such block");
		}
		return device.pread(id, out) === out.length ? 0 : this.error(-errno.EIO, "short read");
	}

	protected remove(id: bigint): Status {
		return this.parts.device.present.delete(id) ? 0 : this.error(-errno.ENOENT, "no such block");
	}

	protected writeOne(id: bigint, data: NativeBuffer, length: number, offset: number): Status {
		const refused = this.refusal(id, length);
		if (refused !== 0) return refused;
		if (this.fenced()) return this.error(-errno.ESTALE, "another engine took over");
		return this.store(id, fakeBuffer(data).load(offset, length));
	}

	protected readOne(id: bigint, data: NativeBuffer, length: number, offset: number): Status {
		const refused = this.refusal(id, length);
		if (refused !== 0) return refused;
		const bytes = new Uint8Array(length);
		const status = this.fetch(id, bytes);
		if (status === 0) fakeBuffer(data).store(offset, bytes);
		return status;
	}

	protected leaseOne(id: bigint): { status: Status; bytes: Uint8Array } {
		const bytes = new Uint8Array(this.blockBytes);
		const full = this.leases.size >= this.parts.config.poolBuffers;
		const status = this.refusal(id, this.blockBytes) || (full ? -errno.EAGAIN : 0);
		return { status: status || this.fetch(id, bytes), bytes };
	}

	write(id: bigint, data: NativeBuffer, length = data.bytes.length, offset = 0): Status {
		return this.timed(() => this.count("write", this.writeOne(id, data, length, offset)));
	}

	read(id: bigint, data: NativeBuffer, length = data.bytes.length, offset = 0): Status {
		return this.timed(() => this.count("read", this.readOne(id, data, length, offset)));
	}

	delete(id: bigint): Status {
		return this.timed(() => {
			const refused = this.refusal(id, this.blockBytes);
			if (refused !== 0) return this.count("delete", refused);
			return this.count("delete", this.fenced() ? -errno.ESTALE : this.remove(id));
		});
	}

	flush(): Status {
		return this.timed(() => this.count("flush", 0));
	}

	stats(): EngineStats | Status {
		const { readOperations, writeOperations, deleteOperations } = this.counts;
		const operations = Number(readOperations + writeOperations + deleteOperations);
		return {
			capacityBytes: this.parts.capacityBlocks * BigInt(this.blockBytes),
			usedBytes: BigInt(this.parts.device.present.size * this.blockBytes),
			...this.counts,
			iops: operations,
			latencyUs: operations === 0 ? 0 : this.busyNs / operations / 1000,
		};
	}

	lastError(): string {
		return this.parts.host.lastError;
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

	quiesce(_deadlineMs: number): Status {
		this.quiesced = true;
		return 0;
	}

	activate(): Status {
		this.parts.device.serving = this;
		this.quiesced = false;
		return 0;
	}

	shutdown(): Status {
		return this.timed(() => {
			const { device, host } = this.parts;
			if (device.serving === this) device.serving = undefined;
			if (this.volatile) device.renew();
			host.descriptors.splice(host.descriptors.indexOf(this.fileDescriptor), 1);
			this.alive = false;
			return 0;
		});
	}
}
