import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Bench } from "tinybench";
import type { PreparedEngine } from "../../harness/contract/index.ts";
import {
	allocateGuarded,
	type EngineLibrary,
	loadEngine,
	NativeEngine,
	openLibrary,
} from "../../harness/ffi/index.ts";
import { inspectEngine } from "../../harness/preflight/index.ts";

const blockBytes = 4096;
/** Everything that a library never seen before goes through, up to its first write. */
export const firstLoad = "first load, preflight to first write";
/** What a swap adds: the file read, hashed, copied, bound, initialized. */
export const hotLoad = "hot load, hash included";
/** What no hot load can be faster than. */
export const hashAlone = "hash alone, of a file in memory";
const buffer = allocateGuarded(blockBytes);

function prepare(path: string): PreparedEngine {
	const inspected = inspectEngine(path);
	if (!inspected.ok) throw new Error(inspected.refusal.message);
	return inspected.prepared;
}

function initialize(
	library: EngineLibrary,
	prepared: PreparedEngine,
	device: string,
): NativeEngine {
	const config = JSON.stringify({ device, block_size: blockBytes, capacity_blocks: 1024 });
	const { descriptor } = prepared.file;
	const outcome = NativeEngine.initialize(library, descriptor, blockBytes, config);
	if (!outcome.ok) throw new Error(`initialize returned ${outcome.status}: ${outcome.message}`);
	return outcome.engine;
}

/** Processor time of one hot load after the other, all threads together. */
export function hotLoadCpuMs(path: string, device: string, count: number): number[] {
	const prepared = prepare(path);
	return Array.from({ length: count }, () => {
		const before = process.cpuUsage();
		const library = loadEngine(prepared.file);
		const engine = initialize(library, prepared, device);
		const { user, system } = process.cpuUsage(before);
		engine.shutdown();
		library.close();
		return (user + system) / 1000;
	});
}

/**
 * One task a life-cycle step of the engine at `path`. What a step needs before and leaves behind is
 * made and undone in hooks, outside the timed part.
 */
export function addLifecycleTasks(bench: Bench, label: string, path: string, device: string): void {
	const prepared = prepare(path);
	const image = new Uint8Array(readFileSync(path));
	let library: EngineLibrary = openLibrary(image);
	let engine: NativeEngine | undefined;
	library.close();
	const forget = () => {
		engine = undefined;
		library.close();
	};
	const load = () => {
		library = openLibrary(image);
	};
	const unload = () => library.close();
	const start = () => {
		load();
		engine = initialize(library, prepared, device);
	};
	const stop = () => {
		engine?.shutdown();
		engine = undefined;
		unload();
	};
	// `async` is said, or tinybench finds out by a call of its own, without the hooks.
	const hooks = (beforeEach: () => void, afterEach: () => void) => ({
		async: false,
		beforeEach,
		afterEach,
	});
	const nothing = () => undefined;
	bench.add(`${label}: preflight`, () => void prepare(path), hooks(nothing, nothing));
	bench.add(`${label}: load`, load, hooks(nothing, unload));
	bench.add(
		`${label}: initialize`,
		() => {
			engine = initialize(library, prepared, device);
		},
		hooks(load, stop),
	);
	bench.add(`${label}: first write`, () => void engine?.write(0n, buffer), hooks(start, stop));
	if (prepared.file.descriptor.capabilities.includes("health")) {
		bench.add(`${label}: health`, () => void engine?.checkHealth(), hooks(start, stop));
	}
	bench.add(`${label}: shutdown`, () => void engine?.shutdown(), hooks(start, forget));
	bench.add(`${label}: unload`, unload, hooks(load, nothing));
	bench.add(
		`${label}: ${firstLoad}`,
		() => {
			const found = prepare(path);
			library = loadEngine(found.file);
			engine = initialize(library, found, device);
			engine.write(0n, buffer);
		},
		hooks(nothing, stop),
	);
	bench.add(
		`${label}: ${hotLoad}`,
		() => {
			library = loadEngine(prepared.file);
			engine = initialize(library, prepared, device);
		},
		hooks(nothing, stop),
	);
	bench.add(
		`${label}: ${hashAlone}`,
		() => void createHash("sha256").update(image).digest("hex"),
		hooks(nothing, nothing),
	);
}
