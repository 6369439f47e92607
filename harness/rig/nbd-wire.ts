/** The bytes of the NBD protocol; numbers are big-endian. */

export const errors = { EIO: 5, EINVAL: 22, ENOSPC: 28 } as const;
export type DeviceError = keyof typeof errors;

export const magic = {
	server: 0x4e42444d41474943n,
	option: 0x49484156454f5054n,
	optionReply: 0x3e889045565a9n,
	request: 0x25609513,
	reply: 0x67446698,
} as const;
export const options = { exportName: 1, abort: 2, list: 3, info: 6, go: 7 } as const;
export const replies = { ack: 1, server: 2, info: 3, unsupported: 0x80000001 } as const;
/** Fixed newstyle, no zeroes. */
export const handshakeFlags = 3;
/** Has flags, flush, FUA, trim, write zeroes. */
export const exportFlags = 1 | 4 | 8 | 32 | 64;
export const fuaFlag = 1;
export const commands = ["read", "write", "disconnect", "flush", "trim", "cache", "zero"] as const;
export const requestBytesMax = 32 << 20;
export const optionBytesMax = 1 << 20;

export function optionReply(
	option: number,
	type: number,
	data: Uint8Array = new Uint8Array(0),
): Uint8Array {
	const bytes = new Uint8Array(20 + data.length);
	const view = new DataView(bytes.buffer);
	view.setBigUint64(0, magic.optionReply);
	view.setUint32(8, option);
	view.setUint32(12, type);
	view.setUint32(16, data.length);
	bytes.set(data, 20);
	return bytes;
}

/** `error` 0 with the data of a read, or an NBD error number. */
export function encodeReply(cookie: bigint, error: number, data?: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(16 + (data?.length ?? 0));
	const view = new DataView(bytes.buffer);
	view.setUint32(0, magic.reply);
	view.setUint32(4, error);
	view.setBigUint64(8, cookie);
	if (data !== undefined) bytes.set(data, 16);
	return bytes;
}

export function join(chunks: readonly Uint8Array[]): Uint8Array {
	const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
	let at = 0;
	for (const chunk of chunks) {
		all.set(chunk, at);
		at += chunk.length;
	}
	return all;
}
