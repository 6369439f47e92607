import { readFileSync } from "node:fs";
import { calls, NativeEngine, openLibrary, pointer } from "../../harness/ffi/index.ts";
import { Lane } from "../../harness/ffi/load.ts";
import { inspectEngine } from "../../harness/preflight/index.ts";

export const blockBytes = 4096;
export const batchDepth = 32;
const batchMost = 256;
export const capacityBlocks = 65_536;

/** The null engine, opened, and a lane for each way of calling it. */
export interface CallParts {
	readonly engine: NativeEngine;
	readonly single: Lane;
	readonly batch: Lane;
	readonly queue: Lane;
	/** The plain calls of harness/ffi, over the same table and buffer. */
	read(id: bigint): number;
	write(id: bigint): number;
	close(): void;
}

/** An engine with blocks in memory of its own: any file will do as its device. */
export function openEngine(enginePath: string, capacityBlocks: number): NativeEngine {
	const inspected = inspectEngine(enginePath);
	if (!inspected.ok) throw new Error(inspected.refusal.message);
	const { descriptor } = inspected.prepared.file;
	const config = {
		device: enginePath,
		block_size: blockBytes,
		capacity_blocks: capacityBlocks,
	};
	const outcome = NativeEngine.initialize(
		openLibrary(new Uint8Array(readFileSync(enginePath))),
		descriptor,
		blockBytes,
		JSON.stringify(config),
	);
	if (!outcome.ok) throw new Error(`${enginePath} refused to initialize: ${outcome.message}`);
	return outcome.engine;
}

export function openParts(enginePath: string): CallParts {
	const engine = openEngine(enginePath, capacityBlocks);
	const { bufferAlignment } = engine.descriptor;
	const lane = (depth: number): Lane => new Lane(engine.table, blockBytes, depth, bufferAlignment);
	const [single, batch, queue] = [lane(1), lane(batchMost), lane(batchDepth)];
	const opened = queue.openQueue();
	if (opened !== 0) throw new Error(`queue_create returned ${opened}`);
	const table = pointer(engine.table);
	const buffer = pointer(single.buffers[0] as number);
	const { assay_read, assay_write } = calls;
	return {
		engine,
		single,
		batch,
		queue,
		read: (id) => assay_read(table, id, buffer, blockBytes),
		write: (id) => assay_write(table, id, buffer, blockBytes),
		close() {
			queue.closeQueue();
			for (const each of [single, batch, queue]) each.free();
			engine.shutdown();
		},
	};
}
