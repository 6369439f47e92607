import {
	closeSync,
	fsyncSync,
	openSync,
	readSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import type { HostJob, Target } from "../contract/index.ts";
import { memoryFile } from "../ffi/index.ts";

const zeros = new Uint8Array(1 << 20);

/** The check's storage as the job gave it; further ones are files in the scratch directory. */
export function openTarget(job: HostJob): Target {
	let made = 0;
	const others: Others = {
		another() {
			const path = join(job.scratchDirectory, `target-${++made}`);
			writeFileSync(path, "");
			const target = fileTarget(path, job.target, others);
			target.renew();
			return target;
		},
		inMemory(sizeBytes) {
			const path = memoryFile();
			if (path === undefined) return undefined;
			const target = fileTarget(path, { ...job.target, sizeBytes }, others);
			target.renew();
			return target;
		},
	};
	const { kind, path } = job.target;
	const make = kind === "file" ? fileTarget : deviceTarget;
	const target = make(path, job.target, others);
	if (job.target.fresh) target.renew();
	return target;
}

type Others = Pick<Target, "another" | "inMemory">;
type Size = Pick<Target, "sizeBytes" | "sectorBytes">;

function fileTarget(path: string, { sizeBytes, sectorBytes }: Size, others: Others): Target {
	return {
		path,
		sizeBytes,
		sectorBytes,
		resizable: true,
		renew() {
			truncateSync(path, 0);
			truncateSync(path, sizeBytes);
		},
		truncate: (bytes) => truncateSync(path, bytes),
		...bytesOf(path),
		...others,
	};
}

function deviceTarget(path: string, { sizeBytes, sectorBytes }: Size, others: Others): Target {
	return {
		path,
		sizeBytes,
		sectorBytes,
		resizable: false,
		renew() {
			const descriptor = openSync(path, "r+");
			for (let at = 0; at < sizeBytes; at += zeros.byteLength) {
				writeSync(descriptor, zeros, 0, Math.min(zeros.byteLength, sizeBytes - at), at);
			}
			fsyncSync(descriptor);
			closeSync(descriptor);
		},
		truncate() {
			throw new Error("a block device can't be truncated");
		},
		...bytesOf(path),
		...others,
	};
}

/** Through the page cache, which the kernel keeps true beside O_DIRECT. */
function bytesOf(path: string): Pick<Target, "read" | "write"> {
	return {
		read(offset, length) {
			const bytes = new Uint8Array(length);
			const descriptor = openSync(path, "r");
			try {
				return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
			} finally {
				closeSync(descriptor);
			}
		},
		write(offset, bytes) {
			const descriptor = openSync(path, "r+");
			try {
				writeSync(descriptor, bytes, 0, bytes.byteLength, offset);
				fsyncSync(descriptor);
			} finally {
				closeSync(descriptor);
			}
		},
	};
}
