/**
 * Changes to files that a crash leaves either undone or done: each is made beside its place,
 * brought to the device, and put there by one rename or link.
 *
 * Proven by cuts: a SIGKILL before and after every step, and in the middle of a write. Not proven
 * here: a power cut, for which the order of fsync calls below is meant; a SIGKILL leaves the page
 * cache as it is.
 */
import {
	chmodSync,
	closeSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** Is called before each step and after the last one: a test dies there. */
export type StepObserver = (step: string) => void;

export class DurableFiles {
	constructor(readonly step: StepObserver = () => {}) {}

	/** A new file with all of these bytes on the device, read-only for everybody. */
	write(path: string, bytes: Uint8Array): void {
		this.step("create");
		const descriptor = openSync(path, "wx", 0o600);
		try {
			const half = bytes.byteLength >> 1;
			this.#writeAll(descriptor, bytes.subarray(0, half));
			this.step("half written");
			this.#writeAll(descriptor, bytes.subarray(half));
			this.step("fsync file");
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
		chmodSync(path, 0o444);
	}

	/** The same file under another name. False: that name is taken. */
	link(from: string, to: string): boolean {
		this.step("link");
		try {
			linkSync(from, to);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
			return false;
		}
		return true;
	}

	makeDirectory(path: string): void {
		this.step("mkdir");
		mkdirSync(path, { recursive: true });
	}

	/** Replaces a file; a directory only if there is none. */
	rename(from: string, to: string): void {
		this.step("rename");
		renameSync(from, to);
		this.syncDirectory(dirname(to));
	}

	/** A link to `target`, made at `beside` and moved to its place. */
	pointTo(target: string, beside: string, to: string): void {
		this.step("symlink");
		symlinkSync(target, beside);
		this.rename(beside, to);
	}

	/** Names that were made or removed in it are on the device. */
	syncDirectory(path: string): void {
		this.step("fsync directory");
		const descriptor = openSync(path, "r");
		try {
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
		this.step("done");
	}

	remove(path: string): void {
		this.step("remove");
		rmSync(path, { recursive: true, force: true });
	}

	#writeAll(descriptor: number, bytes: Uint8Array): void {
		let written = 0;
		while (written < bytes.byteLength) {
			written += writeSync(descriptor, bytes, written, bytes.byteLength - written);
		}
	}
}
