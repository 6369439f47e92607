import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import type { HostJob } from "../../harness/contract/index.ts";

/** What a side works on: ours to overwrite. */
export type Target = Pick<HostJob["target"], "path" | "kind" | "sizeBytes">;

const pieceBytes = 1 << 20;

/** Zeros all over, on the device: neither side meets a hole, and an engine finds a new device. */
export function writeZeros({ path, kind, sizeBytes }: Target): void {
	const zeros = new Uint8Array(new ArrayBuffer(pieceBytes));
	const descriptor = openSync(path, kind === "file" ? "wx" : "r+");
	try {
		for (let at = 0; at < sizeBytes; at += pieceBytes) {
			writeSync(descriptor, zeros, 0, Math.min(pieceBytes, sizeBytes - at), at);
		}
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

export function flush({ path }: Target): void {
	const descriptor = openSync(path, "r+");
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** A device stays: who made it removes it. */
export function discard({ path, kind }: Target): void {
	if (kind === "file") rmSync(path, { force: true });
}
