/** Reads a file that somebody named, without trusting that it is one. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";

export const engineBytesMax = 512 * 1024 * 1024;

/** `reason` completes "PATH ...". */
export type FileResult = { ok: true; data: Uint8Array } | { ok: false; reason: string };

export function readRegularFile(path: string, bytesMax: number): FileResult {
	let descriptor: number;
	try {
		// Without O_NONBLOCK a FIFO would be waited for, for ever.
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
	} catch (error) {
		return { ok: false, reason: explainOpen(error) };
	}
	try {
		const stats = fstatSync(descriptor);
		const kind = kindOf(stats);
		if (kind !== "a regular file") return { ok: false, reason: `is ${kind}, not a regular file` };
		if (stats.size === 0) return { ok: false, reason: "is empty" };
		if (stats.size > bytesMax) {
			const reason = `has ${stats.size} bytes, more than the ${bytesMax} that Assay reads`;
			return { ok: false, reason };
		}
		const data = new Uint8Array(stats.size);
		let filled = 0;
		while (filled < data.length) {
			const count = readSync(descriptor, data, filled, data.length - filled, filled);
			if (count === 0) return { ok: false, reason: "became shorter while it was read" };
			filled += count;
		}
		return { ok: true, data };
	} catch (error) {
		return { ok: false, reason: `cannot be read (${codeOf(error)})` };
	} finally {
		closeSync(descriptor);
	}
}

export function kindOf(stats: Stats): string {
	if (stats.isFile()) return "a regular file";
	if (stats.isDirectory()) return "a directory";
	if (stats.isFIFO()) return "a FIFO";
	if (stats.isSocket()) return "a socket";
	if (stats.isBlockDevice()) return "a block device";
	if (stats.isCharacterDevice()) return "a character device";
	return "a special file";
}

export function codeOf(error: unknown): string {
	if (error instanceof Error && "code" in error) return String(error.code);
	return error instanceof Error ? error.message : String(error);
}

function explainOpen(error: unknown): string {
	const code = codeOf(error);
	const reasons: Readonly<Record<string, string>> = {
		ENOENT: "does not exist",
		ENOTDIR: "does not exist (a part of its path is a file, not a directory)",
		EACCES: "cannot be read (permission denied)",
		EPERM: "cannot be read (operation not permitted)",
		ENXIO: "is a socket or a device without a driver, not a regular file",
		ELOOP: "is a symbolic link that leads back to itself",
		ENAMETOOLONG: "has a path that is too long",
	};
	return reasons[code] ?? `cannot be opened (${code})`;
}
