import type { EngineFile } from "../contract/index.ts";
import {
	type EngineLibrary,
	loadWatched,
	readEngineImage,
	type WatchedLibrary,
} from "../ffi/index.ts";

/** What became of a library after its last engine was shut down. */
export type Unloading =
	| "unmapped"
	/** It claims to be unload-safe, was closed, and is still mapped: the claim is broken. */
	| "still-mapped"
	/** Not unload-safe: it stays loaded and the next enable uses it again. */
	| "kept";

/**
 * The libraries of this process. What claims to be unload-safe is loaded for each enable and
 * unmapped afterwards, and seen to be; anything else (Go, threads that stay) is loaded once and
 * kept, since unmapping code that may still run is a crash of our making.
 */
export class LibraryShelf {
	readonly #kept = new Map<string, EngineLibrary>();
	readonly #loaded = new Map<EngineLibrary, WatchedLibrary>();

	/** Reads, verifies the digest, loads a sealed copy. Throws LoadRefused, or that it changed. */
	take(file: EngineFile): EngineLibrary {
		const kept = this.#kept.get(file.digest);
		if (kept !== undefined) return kept;
		const loaded = loadWatched(file);
		this.#loaded.set(loaded.library, loaded);
		if (!isUnloadSafe(file)) this.#kept.set(file.digest, loaded.library);
		return loaded.library;
	}

	/** All engines of this library were shut down. */
	putBack(file: EngineFile, library: EngineLibrary): Unloading {
		if (this.#kept.get(file.digest) === library) return "kept";
		const loaded = this.#loaded.get(library);
		this.#loaded.delete(library);
		library.close();
		return loaded?.isMapped() ? "still-mapped" : "unmapped";
	}
}

function isUnloadSafe(file: EngineFile): boolean {
	return file.descriptor.guarantees.includes("unload-safe");
}

/** Two Go runtimes in one process are unsupported upstream: one Go library at a time. */
export function hasGoRuntime(file: EngineFile): boolean {
	return Buffer.from(readEngineImage(file)).includes("\xff Go buildinf:", 0, "latin1");
}
