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
import { buildClusters, type Clusters, clustersByBlock, none } from "./zones-clusters.ts";

export interface ZoneResult {
	readonly judgement: Exclude<Judgement, { kind: "undecided" }>;
	/** Blocks that were not judged, since "absent" has several sources there. */
	readonly ambiguous: readonly number[];
	readonly operations: number;
}

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

/** Reads of what was never written, on another block, or before its write began. */
function findReadBeforeWrite(history: History, clusters: Clusters): Violation | undefined {
	const { of, known, block, writer, writeStart, skip } = clusters;
	for (let index = 0; index < history.length; index++) {
		if (history.kind[index] !== kinds.read) continue;
		const at = history.block[index] as number;
		if (skip[at] === 1) continue;
		const value = history.value[index] as number;
		const cluster = of[index] as number;
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
	for (const { order, from, to } of clustersByBlock(history, clusters)) {
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

function describeConflict(history: History, clusters: Clusters, a: number, b: number): Violation {
	const nameOf = (cluster: number) => describeValue(valueOfCluster(history, clusters, cluster));
	const operations = [a, b].flatMap((cluster) => [
		clusters.writer[cluster] as number,
		clusters.minEndBy[cluster] as number,
		clusters.maxStartBy[cluster] as number,
	]);
	const unique = [...new Set(operations)].filter((index) => index !== none);
	unique.sort((left, right) => (history.start[left] as number) - (history.start[right] as number));
	const block = clusters.block[a] as number;
	const names = `${nameOf(a)} and ${nameOf(b)}`;
	const message = `block ${block}: ${names} were each seen after the other had to be gone`;
	return { block, operations: unique, message };
}

function valueOfCluster(history: History, clusters: Clusters, cluster: number): number {
	const witness = clusters.maxStartBy[cluster] as number;
	if (witness !== none) return history.value[witness] as number;
	return history.initial[clusters.block[cluster] as number] as number;
}

function describeValue(value: number): string {
	return value === 0 ? "an absent block" : `write ${value}`;
}
