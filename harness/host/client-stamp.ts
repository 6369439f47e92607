import { verifyBlock } from "../ffi/index.ts";
import type { ClientJob } from "./client-job.ts";

/** What a block's bytes hold: a write's value, absence (0), or a problem in words. */
export function readStamp(
	job: ClientJob,
	bytes: Uint8Array,
	address: number,
	id: number,
): number | string {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const writer = view.getUint32(16, true);
	const epoch = view.getUint32(20, true);
	const value = view.getUint32(24, true);
	const mismatch = verifyBlock(address, job.blockBytes, id, writer, epoch, value);
	if (mismatch === 0 && epoch === job.epoch) return value;
	if (mismatch === 0) return `data of epoch ${epoch}: written before this test`;
	if (bytes.every((byte) => byte === 0)) {
		return job.absentReadsZeros ? 0 : "zeros that nobody wrote";
	}
	const found = view.getBigUint64(8, true);
	if (found !== BigInt(id)) return `data of block ${found}, or garbage`;
	return "a torn or damaged block: its sectors are not one write's";
}
