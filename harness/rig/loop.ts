import {
	closeSync,
	mkdirSync,
	openSync,
	rmSync,
	statfsSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import { HostLacking, type LoopDevice, type SmallFileSystem } from "../contract/index.ts";

/** Runs a system tool; what it says when it fails is why the check can't run here. */
function tool(...command: readonly string[]): string {
	const [name = ""] = command;
	if (Bun.which(name) === null) throw new HostLacking(`needs ${name}, which is not installed`);
	const done = Bun.spawnSync([...command], { stdout: "pipe", stderr: "pipe" });
	if (done.exitCode === 0) return done.stdout.toString().trim();
	throw new HostLacking(`${command.join(" ")} failed: ${done.stderr.toString().trim()}`);
}

const patienceMs = 3000;

/** The kernel may close an engine's rings after its shutdown: what is busy is tried again. */
function release(...command: readonly string[]): void {
	for (const giveUpAt = performance.now() + patienceMs; ; Bun.sleepSync(5)) {
		try {
			tool(...command);
			return;
		} catch (error) {
			if (performance.now() > giveUpAt) throw error;
		}
	}
}

/** A block device over a file of the directory, with sectors of this size. */
export function openLoopDevice(
	directory: string,
	{ sizeBytes, sectorBytes }: { sizeBytes: number; sectorBytes: number },
): LoopDevice {
	mkdirSync(directory);
	const file = join(directory, "image");
	writeFileSync(file, "");
	truncateSync(file, sizeBytes);
	const path = tool("losetup", "--find", "--show", "--sector-size", String(sectorBytes), file);
	return {
		path,
		sizeBytes,
		close() {
			release("losetup", "--detach", path);
			rmSync(directory, { recursive: true });
		},
	};
}

const fillerBytes = 1 << 16;

/**
 * An ext4 of its own, small enough to be filled; without a journal, which would take most of it.
 */
export function openSmallFileSystem(directory: string, sizeBytes: number): SmallFileSystem {
	mkdirSync(directory);
	const image = join(directory, "image");
	const mount = join(directory, "mount");
	const filler = join(mount, "filler");
	let files = 0;
	mkdirSync(mount);
	writeFileSync(image, "");
	truncateSync(image, sizeBytes);
	tool("mkfs.ext4", "-q", "-F", "-m", "0", "-b", "4096", "-O", "^has_journal", image);
	tool("mount", "-o", "loop", image, mount);
	return {
		makeFile(bytes) {
			const path = join(mount, `target-${++files}`);
			writeFileSync(path, "");
			truncateSync(path, bytes);
			return path;
		},
		fill(leaveBytes) {
			const descriptor = openSync(filler, "w");
			const { bavail, bsize } = statfsSync(mount);
			for (let left = bavail * bsize - leaveBytes; left > 0; left -= fillerBytes) {
				writeSync(descriptor, new Uint8Array(Math.min(left, fillerBytes)));
			}
			closeSync(descriptor);
			tool("sync", "-f", mount);
		},
		empty: () => rmSync(filler, { force: true }),
		remount() {
			release("umount", mount);
			tool("mount", "-o", "loop", image, mount);
		},
		close() {
			release("umount", mount);
			rmSync(directory, { recursive: true });
		},
	};
}
