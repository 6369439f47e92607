import type { EngineFile } from "../contract/index.ts";
import { type EngineLibrary, NativeEngine } from "../ffi/index.ts";
import type { LibraryShelf, Unloading } from "./library-shelf.ts";

/** An initialized engine and the library it came from. */
export interface OpenEngine {
	readonly file: EngineFile;
	readonly library: EngineLibrary;
	readonly engine: NativeEngine;
}

/** What is done before an engine may be handed to, each of which can fail. */
export type OpeningStage = "load" | "initialize" | "health";

export type Opening =
	| { ok: true; opened: OpenEngine }
	| { ok: false; stage: OpeningStage; status: number | undefined; message: string };

export interface Retirement {
	readonly shutdownStatus: number;
	readonly unloading: Unloading;
}

/** Loads and verifies the file, initializes it with this configuration, checks its health. */
export function openEngine(
	shelf: LibraryShelf,
	file: EngineFile,
	blockBytes: number,
	configText: string,
	callMs?: number,
): Opening {
	let library: EngineLibrary;
	try {
		library = shelf.take(file);
	} catch (error) {
		const { message } = error as Error;
		return { ok: false, stage: "load", status: undefined, message };
	}
	const { descriptor } = file;
	const outcome = NativeEngine.initialize(library, descriptor, blockBytes, configText, callMs);
	if (!outcome.ok) {
		// What is stuck runs in its library for ever.
		if (!outcome.isStuck) shelf.putBack(file, library);
		return { ok: false, stage: "initialize", status: outcome.status, message: outcome.message };
	}
	const opened = { file, library, engine: outcome.engine };
	const health = outcome.engine.has("health") ? outcome.engine.checkHealth(callMs) : undefined;
	if (health === undefined || health.healthy === 1) return { ok: true, opened };
	closeEngine(shelf, opened, callMs);
	const message = `not healthy: ${health.reason || "no reason given"}`;
	return { ok: false, stage: "health", status: health.healthy, message };
}

/** Shuts the engine down and puts its library back; one that is stuck is left as it is. */
export function closeEngine(shelf: LibraryShelf, opened: OpenEngine, callMs?: number): Retirement {
	const { engine, library, file } = opened;
	const shutdownStatus = engine.isStuck ? timedOut : engine.shutdown(callMs);
	if (engine.isStuck) return { shutdownStatus, unloading: "kept" };
	return { shutdownStatus, unloading: shelf.putBack(file, library) };
}

/** -ETIMEDOUT */
const timedOut = -110;
