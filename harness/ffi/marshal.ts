import {
	type BatchItem,
	type BatchOutcome,
	type NativeBuffer,
	untouchedStatus,
} from "../contract/index.ts";
import { allocateGuarded, Scratch } from "./buffer.ts";
import { layouts } from "./layout.ts";

/** FFI takes 2^64 as 0 and -1 as 2^64-1 without a word; a harness must not. */
export function checkId(id: bigint): bigint {
	if (id < 0n || id > 0xffff_ffff_ffff_ffffn) throw new RangeError(`block id ${id}`);
	return id;
}

export function checkUnsigned32(value: number): number {
	if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff)
		throw new RangeError(`u32 ${value}`);
	return value;
}

/**
 * The length to pass. A length beyond the buffer is allowed only for engines to refuse: guarded
 * buffers turn an engine that believes it into a crash with a verdict.
 */
export function checkLength(
	data: NativeBuffer,
	offset: number,
	length: number | undefined,
): number {
	return checkUnsigned32(length ?? data.bytes.byteLength - offset);
}

/**
 * The text as bse_initialize gets it: not zero-terminated, read-only, at the edge of an unmapped
 * page and gone after the call. An engine that takes it for a string, changes it or keeps it is
 * caught at that byte.
 */
export function passConfig<T>(text: string, call: (address: number, length: number) => T): T {
	const encoded = new TextEncoder().encode(text);
	const config = allocateGuarded(Math.max(encoded.byteLength, 1), "end");
	config.bytes.set(encoded);
	config.protect(true);
	try {
		const end = config.address + config.bytes.byteLength;
		return call(end - encoded.byteLength, encoded.byteLength);
	} finally {
		config.free();
	}
}

/** Lays the items out as bse_io, calls, and reads the statuses back. No items: a valid address. */
export function writeBatchItems(
	items: readonly BatchItem[],
	call: (address: number, count: number) => number,
): BatchOutcome {
	const { size, fields } = layouts.bse_io;
	// An engine that goes beyond the last item dies there, and before the first one of none, too.
	const guard = items.length > 0 ? "end" : "start";
	const scratch = new Scratch(Math.max(items.length, 1) * size, guard);
	try {
		for (const [index, item] of items.entries()) {
			const at = index * size;
			const offset = item.offset ?? 0;
			scratch.view.setBigUint64(at + fields.id, checkId(item.id), true);
			scratch.view.setBigUint64(at + fields.data, BigInt(item.data.address + offset), true);
			scratch.view.setUint32(at + fields.len, checkLength(item.data, offset, item.length), true);
			scratch.view.setInt32(at + fields.status, untouchedStatus, true);
		}
		const status = call(scratch.address, items.length);
		const statuses = items.map((_, index) =>
			scratch.view.getInt32(index * size + fields.status, true),
		);
		return { status, statuses };
	} finally {
		scratch.free();
	}
}
