import type { NativeBuffer, Status } from "../../../harness/contract/index.ts";
import { errno } from "../errno.ts";
import { FakeEngine } from "./engine.ts";
import { type FakeBuffer, fakeBuffer } from "./memory.ts";

/**
 * Test support: engines that are honest but for one method. Each is the smallest form of one
 * defect; the tests say which check must see it. `engines/defective` holds the compiled ones.
 */
export class Misdirected extends FakeEngine {
	protected override store(id: bigint, bytes: Uint8Array): Status {
		return super.store(id === 64n ? 63n : id, bytes);
	}
}

export class OnceInAThousand extends FakeEngine {
	private writes = 0;
	protected override store(id: bigint, bytes: Uint8Array): Status {
		this.writes += 1;
		return this.writes % 1000 === 0 ? 0 : super.store(id, bytes);
	}
}

export class StaleCache extends FakeEngine {
	private readonly cache = new Map<bigint, Uint8Array>();
	protected override fetch(id: bigint, out: Uint8Array): Status {
		const cached = this.cache.get(id);
		if (cached !== undefined) out.set(cached);
		const status = cached === undefined ? super.fetch(id, out) : 0;
		if (status === 0) this.cache.set(id, out.slice());
		return status;
	}
	protected override remove(id: bigint): Status {
		this.cache.delete(id);
		return super.remove(id);
	}
}

export class StaleAfterDelete extends FakeEngine {
	protected override remove(id: bigint): Status {
		return id % 2n === 0n ? super.remove(id) : 0;
	}
}

export class DeleteHitsNeighbour extends FakeEngine {
	protected override remove(id: bigint): Status {
		if (id % 64n === 0n) super.remove(id - 1n);
		return super.remove(id);
	}
}

export class TornSector extends FakeEngine {
	protected override store(id: bigint, bytes: Uint8Array): Status {
		const old = new Uint8Array(bytes.length);
		const had = this.parts.device.present.has(id) && super.fetch(id, old) === 0;
		if (had) bytes.set(old.subarray(bytes.length - 512), bytes.length - 512);
		return super.store(id, bytes);
	}
}

export class ZerosDropped extends FakeEngine {
	protected override store(id: bigint, bytes: Uint8Array): Status {
		const status = super.store(id, bytes);
		if (bytes.every((byte) => byte === 0)) this.parts.device.present.delete(id);
		return status;
	}
}

export class AbsentIsZeros extends FakeEngine {
	protected override fetch(id: bigint, out: Uint8Array): Status {
		const status = super.fetch(id, out);
		return status === -errno.ENOENT ? 0 : status;
	}
}

export class DeleteChangesItsMind extends FakeEngine {
	private deletes = 0;
	protected override remove(id: bigint): Status {
		this.deletes += 1;
		const status = super.remove(id);
		return this.deletes % 2 === 0 ? status : 0;
	}
}

export class ShortWriteAccepted extends FakeEngine {
	protected override refusal(id: bigint, length: number): Status {
		return super.refusal(id, length === this.blockBytes / 2 ? this.blockBytes : length);
	}
}

export class IdCutTo32Bits extends FakeEngine {
	protected override refusal(id: bigint, length: number): Status {
		return super.refusal(id & 0xffffffffn, length);
	}
}

export class ReadsBeyondBuffer extends FakeEngine {
	override write(id: bigint, data: NativeBuffer, length = data.bytes.length, offset = 0): Status {
		if (length === this.blockBytes) fakeBuffer(data).load(offset, length + 8);
		return super.write(id, data, length, offset);
	}
}

export class ChangesWriteData extends FakeEngine {
	override write(id: bigint, data: NativeBuffer, length = data.bytes.length, offset = 0): Status {
		const status = super.write(id, data, length, offset);
		if (status === 0) fakeBuffer(data).store(offset + 100, new Uint8Array([1]));
		return status;
	}
}

export class KeepsWriteBuffer extends FakeEngine {
	private last: { id: bigint; buffer: FakeBuffer; offset: number } | undefined;
	override write(id: bigint, data: NativeBuffer, length = data.bytes.length, offset = 0): Status {
		const status = super.write(id, data, length, offset);
		if (status === 0) this.last = { id, buffer: fakeBuffer(data), offset };
		return status;
	}
	protected override fetch(id: bigint, out: Uint8Array): Status {
		const { last } = this;
		this.last = undefined;
		if (last !== undefined) this.store(last.id, last.buffer.load(last.offset, this.blockBytes));
		return super.fetch(id, out);
	}
}

export class UnalignedSwallowed extends FakeEngine {
	override write(id: bigint, data: NativeBuffer, length = data.bytes.length, offset = 0): Status {
		const whole = length === this.blockBytes && id < this.parts.capacityBlocks;
		if (whole && offset % 8 !== 0) return this.count("write", 0);
		return super.write(id, data, length, offset);
	}
}

export class FailedReadLeaks extends FakeEngine {
	protected override readOne(
		id: bigint,
		data: NativeBuffer,
		length: number,
		offset: number,
	): Status {
		const status = super.readOne(id, data, length, offset);
		const other = this.parts.device.data.values().next().value;
		if (status !== 0 && other !== undefined && length >= other.length) {
			fakeBuffer(data).store(offset, other);
		}
		return status;
	}
}
