/** One file or one block device as target, which all checks use one after the other. */
import { readdirSync, readFileSync, statfsSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../read-file.ts";
import { judgeDevice, readDeviceFacts } from "./block-device.ts";
import { proveInDirectory, proveOnExisting } from "./direct-io.ts";
import { mebibytes } from "./directory.ts";
import { openProblem, refuseTarget, type TargetName, type TargetResult } from "./index.ts";
import { memoryFileSystems, mountOf, readMounts } from "./mounts.ts";

/** Below this, checks would have too few blocks between their boundaries. */
export const targetBytesMin = 32 * 1024 * 1024;
/** What an empty file is grown to; it is empty again afterwards. */
const fileBytesDefault = 128 * 1024 * 1024;

export function prepareFile(
	name: TargetName,
	sizeBytes: number,
	isDestroyable: boolean,
): TargetResult {
	const { real, shown } = name;
	const problem = openProblem(real);
	if (problem !== undefined) {
		const reason = problem === "EACCES" ? "permission denied" : problem;
		return refuseTarget(
			`Target ${shown} cannot be read and written (${reason}); name another target.`,
		);
	}
	const user = userOf(real);
	if (user !== undefined) {
		return refuseTarget(`Target ${shown} is in use ${user}; name a file that nobody uses.`);
	}
	const wasEmpty = sizeBytes === 0;
	if (!wasEmpty && !isDestroyable) {
		return refuseTarget(
			`Target ${shown} holds ${sizeBytes} bytes that Assay did not make; name another, or add --yes-destroy ${name.given} to overwrite it.`,
		);
	}
	if (!wasEmpty && sizeBytes < targetBytesMin) return tooSmall(shown, sizeBytes);
	const directory = dirname(real);
	if (wasEmpty) {
		const space = statfsSync(directory);
		const freeBytes = space.bavail * space.bsize;
		if (freeBytes < fileBytesDefault) {
			return refuseTarget(
				`Target ${shown} is to hold ${mebibytes(fileBytesDefault)} MiB, and its file system has ${mebibytes(freeBytes)} MiB free; free some, or name another target.`,
			);
		}
	}
	return acceptFile(real, directory, wasEmpty ? fileBytesDefault : sizeBytes, wasEmpty);
}

function acceptFile(
	path: string,
	directory: string,
	sizeBytes: number,
	wasEmpty: boolean,
): TargetResult {
	const fileSystem = mountOf(path, readMounts())?.fileSystem ?? "unknown";
	const inMemory = memoryFileSystems.has(fileSystem);
	const prove = () => (wasEmpty ? proveInDirectory(directory) : proveOnExisting(path)).directIo;
	const directIo = inMemory ? ("buffered" as const) : prove();
	try {
		if (wasEmpty) truncateSync(path, sizeBytes);
	} catch (error) {
		return refuseTarget(
			`Target ${path} cannot grow to ${mebibytes(sizeBytes)} MiB (${codeOf(error)}); name another target.`,
		);
	}
	return {
		ok: true,
		target: {
			facts: { path, kind: "file", fileSystem, sizeBytes, directIo },
			mode: "device",
			path,
		},
		// A file that was empty when it was named is empty again: the next run may use it, too.
		release() {
			if (wasEmpty) truncateSync(path, 0);
		},
	};
}

export function prepareDevice(name: TargetName, isDestroyable: boolean): TargetResult {
	const { real, shown } = name;
	let facts: ReturnType<typeof readDeviceFacts>;
	try {
		facts = readDeviceFacts(real);
	} catch (error) {
		return refuseTarget(
			`Target ${shown} cannot be examined (${codeOf(error)}); name another target.`,
		);
	}
	const refusal = judgeDevice(facts);
	if (refusal?.absolute) {
		return refuseTarget(`Target ${shown} ${refusal.reason}; ${refusal.next}.`);
	}
	if (refusal !== undefined && !isDestroyable) {
		return refuseTarget(
			`Target ${shown} ${refusal.reason}; name another, or add --yes-destroy ${name.given} to overwrite it.`,
		);
	}
	if (facts.sizeBytes < targetBytesMin) return tooSmall(shown, facts.sizeBytes);
	return {
		ok: true,
		target: {
			facts: {
				path: real,
				kind: "block-device",
				fileSystem: "none",
				sizeBytes: facts.sizeBytes,
				directIo: proveOnExisting(real).directIo,
			},
			mode: "device",
			path: real,
		},
		release() {},
	};
}

function tooSmall(shown: string, sizeBytes: number): TargetResult {
	return refuseTarget(
		`Target ${shown} has ${sizeBytes} bytes, and at least ${targetBytesMin} (${mebibytes(targetBytesMin)} MiB) are needed; name a larger one.`,
	);
}

/** A file that is swap, or that backs a loop device, is not free, however it looks. */
function userOf(path: string): string | undefined {
	const swaps = readFileSync("/proc/swaps", "utf8").split("\n").slice(1);
	if (swaps.some((line) => line.split(/\s/)[0] === path)) return "as swap";
	const { ino, dev } = statSync(path);
	for (const loop of readdirSync("/sys/block").filter((each) => each.startsWith("loop"))) {
		try {
			const backing = readFileSync(`/sys/block/${loop}/loop/backing_file`, "utf8").trim();
			const stats = statSync(backing);
			if (stats.ino === ino && stats.dev === dev) return `by /dev/${loop}`;
		} catch {
			// Not attached, or attached to a file that has no name here.
		}
	}
	return undefined;
}
