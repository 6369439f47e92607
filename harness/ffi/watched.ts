import { readFileSync } from "node:fs";
import type { EngineFile } from "../contract/index.ts";
import { loadEngine } from "./image.ts";
import type { EngineLibrary } from "./library.ts";

/** A loaded library of which it can be seen whether anything is still mapped. */
export interface WatchedLibrary {
	readonly library: EngineLibrary;
	/** Also true after `close`, where something kept it. */
	isMapped(): boolean;
}

/** As `loadEngine`. */
export function loadWatched(file: EngineFile): WatchedLibrary {
	const before = new Set(mappedEngines());
	const library = loadEngine(file);
	const own = mappedEngines().filter((inode) => !before.has(inode));
	const isMapped = (): boolean => {
		const mapped = new Set(mappedEngines());
		return own.some((inode) => mapped.has(inode));
	};
	return { library, isMapped };
}

/** Inodes of all mapped engine images: memory files of that name, one for each load. */
function mappedEngines(): string[] {
	const lines = readFileSync("/proc/self/maps", "utf8").split("\n");
	const inodes = lines.flatMap((line) => {
		const [, , , , inode, path] = line.split(/\s+/);
		return path?.startsWith("/memfd:assay-engine") && inode ? [inode] : [];
	});
	return [...new Set(inodes)];
}
