import type {
	Capability,
	EngineDescriptor,
	EngineStats,
	NativeBuffer,
	Status,
} from "../../../harness/contract/index.ts";
import { errno } from "../errno.ts";
import type { FakeConfig } from "./config.ts";
import type { FakeDevice } from "./device.ts";
import { fakeBuffer } from "./memory.ts";

/** What a fake engine is built from. */
export interface FakeParts {
	readonly descriptor: EngineDescriptor;
	readonly config: FakeConfig;
	readonly device: FakeDevice;
	readonly capacityBlocks: bigint;
	/** Everything of one process: shared last error, open descriptors, the clock. */
	readonly host: { lastError: string; descriptors: string[]; nowNs(): number };
}

/** Test support: the required part of an honest engine: blocks, counters, life cycle. */
export abstract class FakeBlocks {
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
	protected broken = "";
	protected logLevel: number;
	protected log: string[] = [];
	protected quiesced = false;
	protected busyNs = 0;
	protected alive = true;
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
