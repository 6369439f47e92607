import { closeSync, fsyncSync, openSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { HostJob, Target } from "../contract/index.ts";

const zeros = new Uint8Array(1 << 20);

/** The check's storage as the job gave it; further ones are files in the scratch directory. */
export function openTarget(job: HostJob): Target {
	let others = 0;
	const another = (): Target => {
		const path = join(job.scratchDirectory, `target-${++others}`);
		writeFileSync(path, "");
		const target = fileTarget(path, job.target.sizeBytes, another);
		target.renew();
		return target;
	};
	const { kind, path, sizeBytes } = job.target;
	const target =
		kind === "file" ? fileTarget(path, sizeBytes, another) : deviceTarget(path, sizeBytes, another);
	if (job.target.fresh) target.renew();
	return target;
}

function fileTarget(path: string, sizeBytes: number, another: () => Target): Target {
	return {
		path,
		sizeBytes,
		renew() {
			truncateSync(path, 0);
			truncateSync(path, sizeBytes);
		},
		truncate: (bytes) => truncateSync(path, bytes),
		another,
	};
}

function deviceTarget(path: string, sizeBytes: number, another: () => Target): Target {
	return {
		path,
		sizeBytes,
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
		another,
	};
}
