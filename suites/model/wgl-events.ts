import type { History } from "./history.ts";

/** Calls and returns in time order, doubly linked: taking an operation unlinks both of its own. */
export interface Events {
	readonly next: Int32Array;
	readonly previous: Int32Array;
}

/**
 * Merges calls, which come sorted, with returns. At equal times calls come first, so that the
 * operations are concurrent.
 */
export function linkEvents(history: History, indices: readonly number[]): Events {
	const { start, end } = history;
	const count = indices.length;
	const returns = Array.from({ length: count }, (_, operation) => operation);
	const endOf = (operation: number) => end[indices[operation] as number] as number;
	// Not by subtraction: two ends at Infinity differ by NaN.
	returns.sort((a, b) => (endOf(a) < endOf(b) ? -1 : endOf(a) > endOf(b) ? 1 : a - b));
	const next = new Int32Array(2 * count + 1);
	const previous = new Int32Array(2 * count + 1);
	let last = 0;
	let call = 0;
	const append = (entry: number) => {
		next[last] = entry;
		previous[entry] = last;
		last = entry;
	};
	for (const operation of returns) {
		const ended = endOf(operation);
		while (call < count && (start[indices[call] as number] as number) <= ended) {
			append(2 * call++ + 1);
		}
		append(2 * operation + 2);
	}
	append(0);
	return { next, previous };
}
