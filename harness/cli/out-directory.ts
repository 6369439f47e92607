/** --out: a directory of its own for every run, made only when nothing else can be refused. */
import { accessSync, constants, mkdirSync, rmdirSync, rmSync, statfsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Refusal } from "./refusal.ts";

/** A record with its cases and journal, with room to spare. */
const outBytesMin = 16 * 1024 * 1024;

export interface OutDirectory {
	/** As given, absolute. */
	readonly parent: string;
	/** This run's. */
	readonly path: string;
	/** Takes away what is empty of what was made: for runs that were refused after all. */
	discard(): void;
}

export function makeOutDirectory(out: string, command: string, seed: number): OutDirectory {
	const parent = resolve(out);
	const stamp = new Date().toISOString().replace(/[-:]/g, "").replace(/\..*/, "");
	let firstMade: string | undefined;
	try {
		firstMade = mkdirSync(parent, { recursive: true });
		accessSync(parent, constants.W_OK | constants.X_OK);
		const space = statfsSync(parent);
		if (space.bavail * space.bsize < outBytesMin) {
			throw new Refusal(`--out ${out} has no space left; free some, or name another directory.`);
		}
		const path = makeFresh(join(parent, `${stamp}-${command}-${seed}`));
		return {
			parent,
			path,
			discard() {
				rmSync(path, { recursive: true, force: true });
				removeEmpty(parent, firstMade);
			},
		};
	} catch (error) {
		removeEmpty(parent, firstMade);
		if (error instanceof Refusal) throw error;
		throw new Refusal(`--out ${out} ${explain(error)}; name a directory that can be written.`);
	}
}

function makeFresh(path: string): string {
	for (let attempt = 1; ; attempt++) {
		const candidate = attempt === 1 ? path : `${path}-${attempt}`;
		try {
			mkdirSync(candidate);
			return candidate;
		} catch (error) {
			if (attempt < 100 && isCode(error, "EEXIST")) continue;
			throw error;
		}
	}
}

/** Only the levels that mkdir made, and only while they are empty. */
function removeEmpty(parent: string, firstMade: string | undefined): void {
	if (firstMade === undefined) return;
	for (let level = parent; level.startsWith(firstMade); level = dirname(level)) {
		try {
			rmdirSync(level);
		} catch {
			return;
		}
	}
}

function explain(error: unknown): string {
	const reasons: Readonly<Record<string, string>> = {
		EACCES: "cannot be written (permission denied)",
		EROFS: "is on a read-only file system",
		ENOSPC: "has no space left",
		ENOTDIR: "leads through a file",
		EEXIST: "is a file, not a directory",
	};
	const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
	return reasons[code] ?? `cannot be made (${code})`;
}

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && "code" in error && error.code === code;
}
