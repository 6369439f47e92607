/**
 * Is O_DIRECT real here? An open() that accepts the flag proves nothing: tmpfs does, and some file
 * systems quietly fall back to the page cache. Two kinds of proof count, either is enough:
 *  - the kernel's own account of this thread (read_bytes) grows by every repeated read of the same
 *    block, which the page cache would have served;
 *  - a misaligned read is refused with EINVAL, which the page cache never does.
 * Not covered: caches below the file system, such as a hypervisor's.
 */
import {
	closeSync,
	constants,
	openSync,
	readFileSync,
	readSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import type { TargetFacts } from "../../../results/schema/index.ts";
import { codeOf } from "../read-file.ts";

export interface DirectIoProof {
	readonly directIo: TargetFacts["directIo"];
	/** Why not, as a part of a sentence. */
	readonly reason: string;
}

const probeBytes = 4096;
const repeats = 32;
const direct = constants.O_DIRECT;

/** Probes with a file of its own that has no name any more when the probing starts. */
export function proveInDirectory(directory: string): DirectIoProof {
	const path = join(directory, `.assay-probe-${process.pid}-${probeCount++}`);
	let descriptor: number;
	try {
		const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | direct;
		descriptor = openSync(path, flags, 0o600);
	} catch (error) {
		// Where the flag is refused the file may have been made all the same.
		removeIfThere(path);
		return { directIo: "refused", reason: `opening with O_DIRECT failed (${codeOf(error)})` };
	}
	try {
		unlinkSync(path);
		const buffer = alignedBuffer();
		buffer.fill(0x5a);
		writeSync(descriptor, buffer, 0, probeBytes, 0);
		return proveByReading(descriptor, buffer);
	} catch (error) {
		return { directIo: "refused", reason: `an aligned O_DIRECT write failed (${codeOf(error)})` };
	} finally {
		closeSync(descriptor);
	}
}

/** Probes with reads alone; the file or device has at least `probeBytes`. */
export function proveOnExisting(path: string): DirectIoProof {
	let descriptor: number;
	try {
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | direct);
	} catch (error) {
		return { directIo: "refused", reason: `opening with O_DIRECT failed (${codeOf(error)})` };
	}
	try {
		return proveByReading(descriptor, alignedBuffer());
	} finally {
		closeSync(descriptor);
	}
}

let probeCount = 0;

/** WebAssembly memory is mapped by the page, so it is aligned by construction. */
function alignedBuffer(): Uint8Array {
	return new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer);
}

function proveByReading(descriptor: number, buffer: Uint8Array): DirectIoProof {
	try {
		const before = bytesFromStorage();
		for (let index = 0; index < repeats; index++) {
			readSync(descriptor, buffer, 0, probeBytes, 0);
		}
		const after = bytesFromStorage();
		const counted = before !== undefined && after !== undefined ? after - before : 0;
		if (counted >= repeats * probeBytes) return { directIo: "proven", reason: "" };
	} catch (error) {
		return { directIo: "refused", reason: `an aligned O_DIRECT read failed (${codeOf(error)})` };
	}
	try {
		readSync(descriptor, buffer, 1, probeBytes - 1, 1);
	} catch (error) {
		if (codeOf(error) === "EINVAL") return { directIo: "proven", reason: "" };
	}
	return { directIo: "buffered", reason: "O_DIRECT is accepted, but reads come from memory" };
}

/** What this thread made the storage layer fetch; undefined where the kernel does not say. */
function bytesFromStorage(): number | undefined {
	try {
		const text = readFileSync("/proc/thread-self/io", "utf8");
		const value = /^read_bytes: (\d+)$/m.exec(text)?.[1];
		return value === undefined ? undefined : Number(value);
	} catch {
		return undefined;
	}
}

function removeIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch {
		// Not made, or not ours to remove: the probe has said what it has to say.
	}
}
