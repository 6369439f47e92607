/**
 * Linearizability of registers whose written values are unique, in linear time.
 *
 * Method: Gibbons and Korach, "Testing Shared Memories" (SIAM J. Comput. 26, 1997), in the zone
 * form of Golab, Li and Shah (PODC 2011). All operations on one value - its write and the reads
 * that returned it - must stand together in any order that explains the history. With
 *     minEnd   = the earliest end among them,      maxStart = the latest start among them,
 * value A must come before value B as soon as A.minEnd < B.maxStart: some operation on A ended
 * before some operation on B began. Two values that must each come before the other cannot be
 * explained. A zone is forward when minEnd < maxStart, else backward; so a conflict is either two
 * forward zones that overlap, or a backward zone inside a forward one, and checking neighbours in
 * the order of minEnd finds one if there is any. Besides, no read may end before its write began.
 *
 * A write of unknown outcome that nobody read is dropped; one that was read ends at Infinity.
 * Deletes count as writes of "absent" where a block has at most one source of absence (its initial
 * state or a single delete). Blocks with more of them are left to the search in wgl.ts, and are
 * named in `ambiguous`: this checker says nothing about them.
 */
import { type History, type Judgement, kinds, type Violation } from "./history.ts";

export interface ZoneResult {
	readonly judgement: Exclude<Judgement, { kind: "undecided" }>;
	/** Blocks that were not judged, since "absent" has several sources there. */
	readonly ambiguous: readonly number[];
	readonly operations: number;
}

const none = -1;

export function checkZones(history: History): ZoneResult {
	const ambiguous = findAmbiguous(history);
	const skip = new Uint8Array(history.initial.length);
	for (const block of ambiguous) skip[block] = 1;
	const clusters = buildClusters(history, skip);
	const violation = findReadBeforeWrite(history, clusters) ?? findConflict(history, clusters);
	const judgement: ZoneResult["judgement"] = violation
		? { kind: "violation", violation }
		: { kind: "linearizable" };
	return { judgement, ambiguous, operations: history.length };
}

/** Blocks on which more than one thing made "absent". */
export function findAmbiguous(history: History): number[] {
	const sources = new Int32Array(history.initial.length);
	for (let block = 0; block < sources.length; block++) {
		if (history.initial[block] === 0) sources[block] = 1;
	}
	for (let index = 0; index < history.length; index++) {
		if (history.kind[index] === kinds.delete) {
			const block = history.block[index] as number;
			sources[block] = (sources[block] as number) + 1;
		}
	}
	return [...sources.keys()].filter((block) => (sources[block] as number) > 1);
}

/**
 * A cluster is a value of a block: number v for value v, and valueMax + 1 + block for "absent" in
 * that block. Columns by cluster.
 */
interface Clusters {
	readonly count: number;
	readonly valueMax: number;
	readonly block: Int32Array;
	readonly writer: Int32Array;
	/** Whether it exists: written, or there from the start. */
	readonly known: Uint8Array;
	readonly read: Uint8Array;
	readonly writeStart: Float64Array;
	readonly minEnd: Float64Array;
	readonly maxStart: Float64Array;
	readonly minEndBy: Int32Array;
	readonly maxStartBy: Int32Array;
	readonly skip: Uint8Array;
}

function buildClusters(history: History, skip: Uint8Array): Clusters {
	const blocks = history.initial.length;
	let valueMax = 0;
	for (const value of history.initial) if (value > valueMax) valueMax = value;
	for (const value of history.value) if (value > valueMax) valueMax = value;
	const count = valueMax + 1 + blocks;
	const clusters: Clusters = {
		count,
		valueMax,
		block: new Int32Array(count).fill(none),
		writer: new Int32Array(count).fill(none),
		known: new Uint8Array(count),
		read: new Uint8Array(count),
		writeStart: new Float64Array(count).fill(-Infinity),
		minEnd: new Float64Array(count).fill(Infinity),
		maxStart: new Float64Array(count).fill(-Infinity),
		minEndBy: new Int32Array(count).fill(none),
		maxStartBy: new Int32Array(count).fill(none),
		skip,
	};
	for (let block = 0; block < blocks; block++) {
		const value = history.initial[block] as number;
		const cluster = value === 0 ? valueMax + 1 + block : value;
		clusters.known[cluster] = 1;
		clusters.block[cluster] = block;
		clusters.minEnd[cluster] = -Infinity;
	}
	addOperations(history, clusters);
	return clusters;
}

function addOperations(history: History, clusters: Clusters): void {
	const { valueMax, known, block, writer, writeStart, minEnd, maxStart, read, skip } = clusters;
	for (let index = 0; index < history.length; index++) {
		const at = history.block[index] as number;
		if (skip[at] === 1) continue;
		const value = history.value[index] as number;
		const cluster = value === 0 ? valueMax + 1 + at : value;
		const start = history.start[index] as number;
		const end = history.end[index] as number;
		if (history.kind[index] === kinds.read) {
			read[cluster] = 1;
			if (block[cluster] === none) block[cluster] = at;
		} else {
			known[cluster] = 1;
			block[cluster] = at;
			writer[cluster] = index;
			writeStart[cluster] = start;
		}
		if (end < (minEnd[cluster] as number)) {
			minEnd[cluster] = end;
			clusters.minEndBy[cluster] = index;
		}
		if (start > (maxStart[cluster] as number)) {
			maxStart[cluster] = start;
			clusters.maxStartBy[cluster] = index;
		}
	}
}

/** Reads of what was never written, on another block, or before its write began. */
function findReadBeforeWrite(history: History, clusters: Clusters): Violation | undefined {
	const { valueMax, known, block, writer, writeStart, skip } = clusters;
	for (let index = 0; index < history.length; index++) {
		if (history.kind[index] !== kinds.read) continue;
		const at = history.block[index] as number;
		if (skip[at] === 1) continue;
		const value = history.value[index] as number;
		const cluster = value === 0 ? valueMax + 1 + at : value;
		const what = describeValue(value);
		if (known[cluster] === 0) {
			const message = `block ${at}: read ${index} returned ${what}, which nobody wrote`;
			return { block: at, operations: [index], message };
		}
		const write = writer[cluster] as number;
		if (block[cluster] !== at) {
			const message = `block ${at}: read ${index} returned ${what} of block ${block[cluster]}`;
			return { block: at, operations: write === none ? [index] : [write, index], message };
		}
		if ((history.end[index] as number) < (writeStart[cluster] as number)) {
			const message = `block ${at}: read ${index} returned ${what} before its write ${write} began`;
			return { block: at, operations: [write, index], message };
		}
	}
	return undefined;
}

/** Two values that must each come before the other. */
function findConflict(history: History, clusters: Clusters): Violation | undefined {
	const { minEnd, maxStart } = clusters;
	const byBlock = groupByBlock(history, clusters);
	for (const { order, from, to } of byBlock) {
		// The forward zone that reaches furthest among those that begin earlier.
		let reach = none;
		for (let at = from; at < to; at++) {
			const cluster = order[at] as number;
			if (reach !== none && (minEnd[cluster] as number) < (maxStart[reach] as number)) {
				// cluster ended before reach's last start; does reach's first end precede cluster's too?
				if ((minEnd[reach] as number) < (maxStart[cluster] as number)) {
					return describeConflict(history, clusters, reach, cluster);
				}
			}
			if (reach === none || (maxStart[cluster] as number) > (maxStart[reach] as number)) {
				reach = cluster;
			}
		}
	}
	return undefined;
}

interface BlockGroup {
	readonly order: Int32Array;
	readonly from: number;
	readonly to: number;
}

/** Clusters of each block, by minEnd. Values are handed out in time order: insertion sort is linear. */
function* groupByBlock(history: History, clusters: Clusters): Generator<BlockGroup> {
	const blocks = history.initial.length;
	const offsets = new Int32Array(blocks + 1);
	const counts = (cluster: number) => {
		const at = clusters.block[cluster] as number;
		if (at === none || clusters.skip[at] === 1 || clusters.known[cluster] === 0) return none;
		// An unknown outcome that nobody saw need not have happened.
		const write = clusters.writer[cluster] as number;
		const lost = write !== none && history.end[write] === Infinity && clusters.read[cluster] === 0;
		return lost ? none : at;
	};
	for (let cluster = 0; cluster < clusters.count; cluster++) {
		const at = counts(cluster);
		if (at !== none) offsets[at + 1] = (offsets[at + 1] as number) + 1;
	}
	for (let block = 0; block < blocks; block++) {
		offsets[block + 1] = (offsets[block + 1] as number) + (offsets[block] as number);
	}
	const order = new Int32Array(offsets[blocks] as number);
	const fill = offsets.slice();
	for (let cluster = 0; cluster < clusters.count; cluster++) {
		const at = counts(cluster);
		if (at === none) continue;
		order[fill[at] as number] = cluster;
		fill[at] = (fill[at] as number) + 1;
	}
	for (let block = 0; block < blocks; block++) {
		const from = offsets[block] as number;
		const to = offsets[block + 1] as number;
		sortByMinEnd(order, from, to, clusters.minEnd);
		yield { order, from, to };
	}
}

function sortByMinEnd(order: Int32Array, from: number, to: number, minEnd: Float64Array): void {
	for (let at = from + 1; at < to; at++) {
		const cluster = order[at] as number;
		const key = minEnd[cluster] as number;
		let hole = at;
		while (hole > from && (minEnd[order[hole - 1] as number] as number) > key) {
			order[hole] = order[hole - 1] as number;
			hole--;
		}
		order[hole] = cluster;
	}
}

function describeConflict(history: History, clusters: Clusters, a: number, b: number): Violation {
	const nameOf = (cluster: number) => describeValue(cluster > clusters.valueMax ? 0 : cluster);
	const operations = [a, b].flatMap((cluster) => [
		clusters.writer[cluster] as number,
		clusters.minEndBy[cluster] as number,
		clusters.maxStartBy[cluster] as number,
	]);
	const unique = [...new Set(operations)].filter((index) => index !== none);
	unique.sort((left, right) => (history.start[left] as number) - (history.start[right] as number));
	const block = clusters.block[a] as number;
	const message = `block ${block}: ${nameOf(a)} and ${nameOf(b)} were each seen after the other had to be gone`;
	return { block, operations: unique, message };
}

function describeValue(value: number): string {
	return value === 0 ? "an absent block" : `write ${value}`;
}
