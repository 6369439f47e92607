import type { CheckContext, EngineConfig } from "../../harness/contract/index.ts";
import { Random } from "../model/random.ts";
import { tightBytes, wholePages } from "../model/tight.ts";

/**
 * Small, so that a recovery reads all of it, and large enough for more than one bitmap byte or
 * page.
 */
const capacityMost = 256;
const bytesMost = 8 << 20;
/** Room for an engine's metadata, as every check's target has it. */
const metadataShare = 3;
const metadataBytes = 32 << 20;

export interface Geometry {
	readonly capacityBlocks: number;
	readonly sizeBytes: number;
	/** Ids that are changed; the rest of the capacity stays absent. */
	readonly ids: readonly number[];
}

export function geometryOf(context: CheckContext, blocks: number): Geometry {
	return geometryWith(context, blocks, capacityMost);
}

/**
 * Nearly every block of the capacity is changed, on a device with little room beside them: space is
 * given back and used again between two cuts, and a log has to compact.
 */
export function tightGeometryOf(context: CheckContext, blocks: number): Geometry {
	const geometry = geometryWith(context, blocks, blocks + 2);
	const { capacityBlocks, sizeBytes } = geometry;
	const tight = tightBytes(context, { capacity_blocks: capacityBlocks }, sizeBytes);
	return tight === undefined ? geometry : { ...geometry, sizeBytes: tight };
}

function geometryWith(context: CheckContext, blocks: number, most: number): Geometry {
	const { blockBytes } = context;
	const fitting = Math.max(9, Math.floor(bytesMost / blockBytes));
	const capacityBlocks = Math.min(most, fitting, context.capacityBlocks);
	const sizeBytes = wholePages(capacityBlocks * blockBytes * (1 + metadataShare) + metadataBytes);
	const all = [...Array(capacityBlocks).keys()];
	const shuffled = new Random(context.seed, 41).shuffled(all.slice(1, -1));
	// Both ends and a run of neighbours: where metadata share a byte and data share a page.
	const neighbours = all.slice(0, 8);
	const ids = [...new Set([...neighbours, capacityBlocks - 1, ...shuffled])].slice(0, blocks);
	return { capacityBlocks, sizeBytes, ids };
}

export function configOf(geometry: Geometry, path: string, more: EngineConfig = {}): EngineConfig {
	return { device: path, capacity_blocks: geometry.capacityBlocks, ...more };
}
