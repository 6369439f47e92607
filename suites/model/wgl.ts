/**
 * Linearizability by search, for registers of any history: also where "absent" has many sources.
 *
 * Method: Wing and Gong's search (J. Parallel Distrib. Comput. 17, 1993) with Lowe's memory of
 * visited states ("Testing for linearizability", 2017): a depth-first walk takes, one at a time, an
 * operation that no unfinished predecessor forbids, applies it to the register and goes on; a pair
 * of (set of operations taken, register value) that was seen before is not entered again. Blocks
 * are independent and judged one by one.
 *
 * An operation of unknown outcome may be left out at the end. The search is exponential at worst:
 * beyond `stepsMax` the judgement is `undecided`, which is never a pass.
 */
import { type History, type Judgement, kinds, type Violation } from "./history.ts";

export interface SearchOptions {
	/** Steps a block may take; 2 million are about a second. */
	readonly stepsMax?: number;
}

export function checkBySearch(history: History, options: SearchOptions = {}): Judgement {
	const stepsMax = options.stepsMax ?? 2_000_000;
	for (const [block, indices] of groupIndices(history)) {
		const result = searchBlock(history, block, indices, stepsMax);
		if (result.kind !== "linearizable") return result;
	}
	return { kind: "linearizable" };
}

function groupIndices(history: History): Map<number, number[]> {
	const groups = new Map<number, number[]>();
	for (let index = 0; index < history.length; index++) {
		const block = history.block[index] as number;
		const group = groups.get(block);
		if (group) group.push(index);
		else groups.set(block, [index]);
	}
	return groups;
}

/** A call or return in time order, in a doubly linked list: taking an operation unlinks both. */
interface Entries {
	readonly next: Int32Array;
	readonly previous: Int32Array;
}

const head = 0;

function searchBlock(
	history: History,
	block: number,
	indices: readonly number[],
	stepsMax: number,
): Judgement {
	// Entry 2k+1 is the call of operation k, entry 2k+2 its return; 0 is the list's head.
	const count = indices.length;
	const order = sortEvents(history, indices);
	const entries = link(order, 2 * count + 1);
	const optional = indices.filter((index) => history.end[index] === Infinity).length;
	const taken = new Uint32Array((count + 31) >>> 5);
	const seen = new Set<string>();
	const stack: { operation: number; value: number }[] = [];
	let value = history.initial[block] as number;
	let required = count - optional;
	let deepest: number[] = [];
	let entry = entries.next[head] as number;
	for (let steps = 0; required > 0; steps++) {
		if (steps > stepsMax) {
			const message = `block ${block}: undecided after ${stepsMax} steps over ${count} operations`;
			return { kind: "undecided", message };
		}
		const operation = (entry - 1) >> 1;
		const isCall = entry !== 0 && (entry & 1) === 1;
		if (isCall) {
			const index = indices[operation] as number;
			const after = apply(history, index, value);
			if (after !== undefined && remember(seen, taken, operation, after)) {
				stack.push({ operation, value });
				value = after;
				unlink(entries, operation);
				if (history.end[index] !== Infinity) required--;
				if (stack.length > deepest.length) deepest = stack.map((one) => one.operation);
				entry = entries.next[head] as number;
			} else {
				entry = entries.next[entry] as number;
			}
			continue;
		}
		// A return, or the end: what returned here had to be taken before. Go back.
		const last = stack.pop();
		if (last === undefined)
			return { kind: "violation", violation: explain(history, block, indices, deepest) };
		value = last.value;
		taken[last.operation >>> 5] =
			(taken[last.operation >>> 5] as number) & ~(1 << (last.operation & 31));
		relink(entries, last.operation);
		if (history.end[indices[last.operation] as number] !== Infinity) required++;
		entry = entries.next[2 * last.operation + 1] as number;
	}
	return { kind: "linearizable" };
}

/** The register after the operation, or undefined where it can't happen now. */
function apply(history: History, index: number, value: number): number | undefined {
	const operand = history.value[index] as number;
	if (history.kind[index] === kinds.read) return operand === value ? value : undefined;
	return operand;
}

/** Marks the operation as taken; false if this state was visited before. */
function remember(
	seen: Set<string>,
	taken: Uint32Array,
	operation: number,
	value: number,
): boolean {
	const word = operation >>> 5;
	const bit = 1 << (operation & 31);
	taken[word] = (taken[word] as number) | bit;
	const key = `${value}:${taken.join(",")}`;
	if (!seen.has(key)) {
		seen.add(key);
		return true;
	}
	taken[word] = (taken[word] as number) & ~bit;
	return false;
}

/** Entries in time order; at equal times calls come first, so that the operations are concurrent. */
function sortEvents(history: History, indices: readonly number[]): number[] {
	const order = indices.flatMap((_, operation) => [2 * operation + 1, 2 * operation + 2]);
	const timeOf = (entry: number) => {
		const index = indices[(entry - 1) >> 1] as number;
		return (entry & 1) === 1 ? (history.start[index] as number) : (history.end[index] as number);
	};
	order.sort((left, right) => {
		const difference = timeOf(left) - timeOf(right);
		// Two ends at Infinity differ by NaN.
		if (difference !== 0 && !Number.isNaN(difference)) return difference;
		return (right & 1) - (left & 1) || left - right;
	});
	return order;
}

function link(order: readonly number[], size: number): Entries {
	const next = new Int32Array(size);
	const previous = new Int32Array(size);
	let last = head;
	for (const entry of order) {
		next[last] = entry;
		previous[entry] = last;
		last = entry;
	}
	next[last] = head;
	previous[head] = last;
	return { next, previous };
}

function unlink({ next, previous }: Entries, operation: number): void {
	for (const entry of [2 * operation + 1, 2 * operation + 2]) {
		next[previous[entry] as number] = next[entry] as number;
		previous[next[entry] as number] = previous[entry] as number;
	}
}

/** The reverse of unlink, in the reverse order. */
function relink({ next, previous }: Entries, operation: number): void {
	for (const entry of [2 * operation + 2, 2 * operation + 1]) {
		next[previous[entry] as number] = entry;
		previous[next[entry] as number] = entry;
	}
}

/** Names the first operation, in time, that the longest explanation could not place. */
function explain(
	history: History,
	block: number,
	indices: readonly number[],
	deepest: readonly number[],
): Violation {
	const placed = new Set(deepest.map((operation) => indices[operation] as number));
	const left = indices.filter((index) => !placed.has(index) && history.end[index] !== Infinity);
	left.sort((a, b) => (history.end[a] as number) - (history.end[b] as number));
	const culprit = left[0] ?? (indices[0] as number);
	const last = deepest.at(-1);
	const before = last === undefined ? [] : [indices[last] as number];
	const message =
		`block ${block}: no order explains operation ${culprit} ` +
		`(${Object.keys(kinds)[history.kind[culprit] as number]} of value ${history.value[culprit]})`;
	return { block, operations: [...before, culprit], message };
}
