/** A directory as target: the run makes its own files in it and removes them. */
import { accessSync, constants, statfsSync } from "node:fs";
import { codeOf } from "../read-file.ts";
import { proveInDirectory } from "./direct-io.ts";
import { refuseTarget, type TargetName, type TargetResult } from "./index.ts";
import { memoryFileSystems, mountOf, readMounts } from "./mounts.ts";

/** Two checks at a time, each with a target of its own and room for a second one. */
export const scratchBytesMin = 512 * 1024 * 1024;

export function prepareDirectory(name: TargetName): TargetResult {
	const { real, shown } = name;
	const mount = mountOf(real, readMounts());
	if (mount?.readOnly) {
		return refuseTarget(`Target ${shown} is on a read-only file system; name another directory.`);
	}
	try {
		accessSync(real, constants.R_OK | constants.W_OK | constants.X_OK);
	} catch (error) {
		const reason = codeOf(error) === "EACCES" ? "permission denied" : codeOf(error);
		return refuseTarget(`Target ${shown} cannot be written (${reason}); name another directory.`);
	}
	const space = statfsSync(real);
	const freeBytes = space.bavail * space.bsize;
	if (freeBytes < scratchBytesMin) {
		const message = `Target ${shown} has ${mebibytes(freeBytes)} MiB free, and ${mebibytes(scratchBytesMin)} MiB are needed; free some, or name another directory.`;
		return refuseTarget(message);
	}
	const fileSystem = mount?.fileSystem ?? "unknown";
	const proof = memoryFileSystems.has(fileSystem) ? "buffered" : proveInDirectory(real).directIo;
	return {
		ok: true,
		target: {
			facts: { path: real, kind: "file", fileSystem, sizeBytes: freeBytes, directIo: proof },
			mode: "scratch",
			path: real,
		},
		release() {},
	};
}

export function mebibytes(bytes: number): number {
	return Math.floor(bytes / (1024 * 1024));
}
