import type { KeptHistory, KeptRow } from "../../harness/contract/index.ts";
import { type History, kinds, MalformedHistory, type Violation } from "./history.ts";

/** A row is some 40 bytes of JSON: about 100 KiB. */
const rowsOfWhole = 2500;
/** Of a longer block the operations next to the violation are kept: 2 MiB at most. */
const rowsOfBlock = 50_000;

/** What of a history goes into a case file, so that the violation can be judged again. */
export function keepHistory(
	history: History,
	violation: Violation,
	blocks: readonly number[],
): KeptHistory {
	const extent = history.length <= rowsOfWhole ? "whole" : "block";
	const indices = [...history.block.keys()].filter(
		(index) =>
			extent === "whole" ||
			history.block[index] === violation.block ||
			violation.operations.includes(index),
	);
	const kept = indices.length <= rowsOfBlock ? indices : nearest(history, indices, violation);
	const from = kept.reduce(
		(least, index) => Math.min(least, history.start[index] as number),
		Infinity,
	);
	const rows = kept.map((index): KeptRow => {
		const end = history.end[index] as number;
		return [
			history.client[index] as number,
			history.block[index] as number,
			history.kind[index] as number,
			history.value[index] as number,
			(history.start[index] as number) - from,
			end === Infinity ? null : end - from,
		];
	});
	return { blocks, initial: [...history.initial], extent, rows };
}

/** Those nearest in time, without reads of what is no longer there: they would look like wrong. */
function nearest(history: History, indices: readonly number[], violation: Violation): number[] {
	const named = new Set(violation.operations);
	const times = violation.operations.map((index) => history.start[index] as number);
	const middle = (Math.min(...times) + Math.max(...times)) / 2;
	const distance = (index: number) => Math.abs((history.start[index] as number) - middle);
	const near = [...indices].sort((a, b) => distance(a) - distance(b)).slice(0, rowsOfBlock);
	const kept = new Set([...near, ...named]);
	const made = new Set([...history.initial]);
	for (const index of kept) {
		if (history.kind[index] === kinds.write) made.add(history.value[index] as number);
	}
	// Every delete is kept beside absent reads, since any may have made them.
	const deletes = indices.filter((index) => history.kind[index] === kinds.delete);
	return [...new Set([...kept, ...deletes])]
		.filter((index) => {
			const value = history.value[index] as number;
			return (
				history.kind[index] !== kinds.read || value === 0 || made.has(value) || named.has(index)
			);
		})
		.sort((a, b) => a - b);
}

/** The reverse. Throws MalformedHistory; the judge looks at what the operations say. */
export function historyFromKept({ blocks, initial, rows }: KeptHistory): History {
	const ids = new Set(blocks);
	if (ids.size !== blocks.length) throw new MalformedHistory("a block id is there twice");
	if (blocks.length !== initial.length) {
		throw new MalformedHistory(`${blocks.length} blocks held ${initial.length} values before`);
	}
	return {
		length: rows.length,
		client: Uint8Array.from(rows, ([client]) => client),
		block: Int32Array.from(rows, ([, block]) => block),
		kind: Uint8Array.from(rows, ([, , kind]) => kind),
		value: Int32Array.from(rows, ([, , , value]) => value),
		start: Float64Array.from(rows, ([, , , , start]) => start),
		end: Float64Array.from(rows, ([, , , , , end]) => end ?? Infinity),
		initial: Int32Array.from(initial),
	};
}
