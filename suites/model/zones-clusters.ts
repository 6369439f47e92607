import { type History, kinds } from "./history.ts";

export const none = -1;

/**
 * Columns by cluster: all operations on one value of one block, its write and its reads. Values
 * have a number of their own each; "absent" has one for each block, behind them.
 */
export interface Clusters {
	readonly count: number;
	/** The cluster of each operation. */
	readonly of: Int32Array;
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
	/** Blocks that are not judged. */
	readonly skip: Uint8Array;
}

export function buildClusters(history: History, skip: Uint8Array): Clusters {
	const numbers = numberValues(history);
	const count = numbers.absentFrom + history.initial.length;
	const clusters: Clusters = {
		count,
		of: numbers.of,
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
	for (const [block, cluster] of numbers.initial.entries()) {
		clusters.known[cluster] = 1;
		clusters.block[cluster] = block;
		clusters.minEnd[cluster] = -Infinity;
	}
	addOperations(history, clusters);
	return clusters;
}

interface ValueNumbers {
	readonly of: Int32Array;
	readonly initial: Int32Array;
	readonly absentFrom: number;
}

/** Recorders hand values out densely; those of any other source are renumbered. */
function numberValues(history: History): ValueNumbers {
	const { length, value, initial, block } = history;
	let valueMax = 0;
	for (let at = 0; at < initial.length; at++) valueMax = Math.max(valueMax, initial[at] as number);
	for (let index = 0; index < length; index++) {
		const one = value[index] as number;
		if (one > valueMax) valueMax = one;
	}
	const sparse = valueMax > 4 * (length + initial.length) ? new Map<number, number>() : undefined;
	const numberOf = (one: number): number => {
		if (sparse === undefined) return one;
		const known = sparse.get(one);
		if (known !== undefined) return known;
		sparse.set(one, sparse.size + 1);
		return sparse.size;
	};
	const of = new Int32Array(length);
	for (let index = 0; index < length; index++) {
		const one = value[index] as number;
		of[index] = one === 0 ? -1 - (block[index] as number) : numberOf(one);
	}
	const first = initial.map((one, at) => (one === 0 ? -1 - at : numberOf(one)));
	const absentFrom = 1 + (sparse?.size ?? valueMax);
	// Absence was numbered -1 - block: its place is behind the values, however many there are.
	for (const column of [of, first]) {
		for (let at = 0; at < column.length; at++) {
			const one = column[at] as number;
			if (one < 0) column[at] = absentFrom - 1 - one;
		}
	}
	return { of, initial: first, absentFrom };
}

function addOperations(history: History, clusters: Clusters): void {
	const { of, known, block, writer, writeStart, minEnd, maxStart, read, skip } = clusters;
	for (let index = 0; index < history.length; index++) {
		const at = history.block[index] as number;
		if (skip[at] === 1) continue;
		const cluster = of[index] as number;
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

export interface BlockClusters {
	/** order[from..to-1] are the clusters of the block, by minEnd. */
	readonly order: Int32Array;
	readonly from: number;
	readonly to: number;
}

export function* clustersByBlock(history: History, clusters: Clusters): Generator<BlockClusters> {
	const blocks = history.initial.length;
	const offsets = new Int32Array(blocks + 1);
	const blockOf = (cluster: number) => {
		const at = clusters.block[cluster] as number;
		if (at === none || clusters.skip[at] === 1 || clusters.known[cluster] === 0) return none;
		// An unknown outcome that nobody saw need not have happened.
		const write = clusters.writer[cluster] as number;
		const lost = write !== none && history.end[write] === Infinity && clusters.read[cluster] === 0;
		return lost ? none : at;
	};
	for (let cluster = 0; cluster < clusters.count; cluster++) {
		const at = blockOf(cluster);
		if (at !== none) offsets[at + 1] = (offsets[at + 1] as number) + 1;
	}
	for (let block = 0; block < blocks; block++) {
		offsets[block + 1] = (offsets[block + 1] as number) + (offsets[block] as number);
	}
	const order = new Int32Array(offsets[blocks] as number);
	const fill = offsets.slice();
	for (let cluster = 0; cluster < clusters.count; cluster++) {
		const at = blockOf(cluster);
		if (at === none) continue;
		order[fill[at] as number] = cluster;
		fill[at] = (fill[at] as number) + 1;
	}
	for (let block = 0; block < blocks; block++) {
		const from = offsets[block] as number;
		const to = offsets[block + 1] as number;
		sortByMinEnd(order.subarray(from, to), clusters.minEnd);
		yield { order, from, to };
	}
}

/** Shifts that a value may cost on average before insertion is given up. */
const shiftsPerValue = 16;

/** Values are handed out about in the order of time: then insertion is linear. */
export function sortByMinEnd(order: Int32Array, minEnd: Float64Array): void {
	let shiftsLeft = shiftsPerValue * order.length;
	for (let at = 1; at < order.length; at++) {
		const cluster = order[at] as number;
		const key = minEnd[cluster] as number;
		let hole = at;
		while (hole > 0 && (minEnd[order[hole - 1] as number] as number) > key) {
			order[hole] = order[hole - 1] as number;
			hole--;
		}
		order[hole] = cluster;
		shiftsLeft -= at - hole;
		if (shiftsLeft < 0) {
			// Not by subtraction: two clusters may both end at Infinity.
			order.sort((left, right) => {
				const [a, b] = [minEnd[left] as number, minEnd[right] as number];
				return a < b ? -1 : a > b ? 1 : 0;
			});
			return;
		}
	}
}
