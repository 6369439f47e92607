import type { Target } from "../../../harness/contract/index.ts";
import { errno } from "../errno.ts";

/** Limits as faults, shared by everything in one fake process. */
export interface FakeLimits {
	fileSizeBytes?: number | undefined;
	descriptors?: number | undefined;
	lockedBytes?: number | undefined;
}

const headerBytes = 8192;

/** Test support: a file with a superblock in front, whose blocks lie in the order of their ids. */
export class FakeDevice implements Target {
	readonly path: string;
	sizeBytes: number;
	readonly sectorBytes = 512;
	readonly resizable = true;
	geometry: { blockBytes: number; capacityBlocks: bigint } | undefined;
	/** Survives a restart, as an allocation bitmap would. */
	present = new Set<bigint>();
	data = new Map<bigint, Uint8Array>();
	/** The engine that may write; whoever it is not is fenced. */
	serving: object | undefined;
	/** What somebody else wrote there. */
	foreign: Uint8Array | undefined;
	private readonly limits: FakeLimits;
	private readonly devices: Map<string, FakeDevice>;

	constructor(sizeBytes: number, limits: FakeLimits, devices: Map<string, FakeDevice>) {
		this.path = `/fake/target-${devices.size}`;
		this.sizeBytes = sizeBytes;
		this.limits = limits;
		this.devices = devices;
		devices.set(this.path, this);
	}

	renew(): void {
		this.geometry = undefined;
		this.foreign = undefined;
		this.present.clear();
		this.data.clear();
		this.serving = undefined;
	}

	truncate(sizeBytes: number): void {
		this.sizeBytes = sizeBytes;
		for (const [id, bytes] of this.data) {
			const left = sizeBytes - this.offsetOf(id, bytes.length);
			if (left < bytes.length) bytes.fill(0, Math.max(0, left));
		}
	}

	/** A picture of the whole state: it changes when anything is written. */
	read(offset: number, length: number): Uint8Array {
		if (offset >= this.sizeBytes) return new Uint8Array(0);
		if (this.foreign !== undefined) return this.foreign.slice(offset, offset + length);
		const blocks = [...this.data].map(([id, bytes]) => [String(id), bytes.join()]);
		const text = `${this.geometry?.blockBytes} ${[...this.present].join()} ${blocks.join("\n")}`;
		return new TextEncoder().encode(text).subarray(offset, offset + length);
	}

	write(offset: number, bytes: Uint8Array): void {
		this.foreign = new Uint8Array(this.sizeBytes);
		this.foreign.set(bytes, offset);
	}

	another(): FakeDevice {
		return new FakeDevice(this.sizeBytes, this.limits, this.devices);
	}

	inMemory(): FakeDevice {
		return this.another();
	}

	private offsetOf(id: bigint, blockBytes: number): number {
		return headerBytes + Number(id) * blockBytes;
	}

	/** Bytes written, possibly fewer than given, or -EFBIG. */
	pwrite(id: bigint, bytes: Uint8Array): number {
		const offset = this.offsetOf(id, bytes.length);
		const limit = this.limits.fileSizeBytes ?? Number.POSITIVE_INFINITY;
		const length = Math.min(bytes.length, limit - offset);
		if (length <= 0) return -errno.EFBIG;
		const old = this.data.get(id) ?? new Uint8Array(bytes.length);
		old.set(bytes.subarray(0, length));
		this.data.set(id, old);
		this.sizeBytes = Math.max(this.sizeBytes, offset + length);
		return length;
	}

	/** Bytes read into `out`, possibly fewer than asked for. */
	pread(id: bigint, out: Uint8Array): number {
		const length = Math.min(out.length, this.sizeBytes - this.offsetOf(id, out.length));
		if (length <= 0) return 0;
		const stored = this.data.get(id) ?? new Uint8Array(out.length);
		out.set(stored.subarray(0, length));
		return length;
	}
}
