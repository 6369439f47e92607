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
import { linkEvents } from "./wgl-events.ts";
import { VisitedStates } from "./wgl-visited.ts";

export interface SearchOptions {
	/** Steps a block may take; 10 million are about a second. */
	readonly stepsMax?: number;
}

export function checkBySearch(history: History, options: SearchOptions = {}): Judgement {
	const stepsMax = options.stepsMax ?? 20_000_000;
	for (const [block, indices] of groupByStart(history)) {
		const result = searchBlock(history, block, indices, stepsMax);
		if (result.kind !== "linearizable") return result;
	}
	return { kind: "linearizable" };
}

/** The operations of each block in the order of their starts. */
function groupByStart(history: History): Map<number, number[]> {
	const groups = new Map<number, number[]>();
	for (let index = 0; index < history.length; index++) {
		const block = history.block[index] as number;
		const group = groups.get(block);
		if (group) group.push(index);
		else groups.set(block, [index]);
	}
	const { start } = history;
	for (const group of groups.values()) {
		group.sort((a, b) => (start[a] as number) - (start[b] as number) || a - b);
	}
	return groups;
}

/** Entry 2k+1 is the call of operation k of `indices`, 2k+2 its return; 0 is the list's head. */
const head = 0;

function searchBlock(
	history: History,
	block: number,
	indices: readonly number[],
	stepsMax: number,
): Judgement {
	const { next, previous } = linkEvents(history, indices);
	const visited = new VisitedStates(indices.length);
	const stack = new Int32Array(indices.length);
	const valuesBefore = new Int32Array(indices.length);
	let depth = 0;
	let deepest: Int32Array = stack.slice(0, 0);
	let wentForward = false;
	let value = history.initial[block] as number;
	let required = indices.filter((index) => history.end[index] !== Infinity).length;
	let entry = next[head] as number;
	for (let steps = 0; required > 0; steps++) {
		if (steps > stepsMax) {
			const message = `block ${block}: undecided after ${stepsMax} steps over ${indices.length} operations`;
			return { kind: "undecided", message };
		}
		if (entry !== head && (entry & 1) === 1) {
			const operation = (entry - 1) >> 1;
			const index = indices[operation] as number;
			const operand = history.value[index] as number;
			const fits = history.kind[index] !== kinds.read || operand === value;
			if (!fits || !visited.take(operation, operand)) {
				entry = next[entry] as number;
				continue;
			}
			stack[depth] = operation;
			valuesBefore[depth++] = value;
			wentForward = true;
			value = operand;
			unlink(next, previous, entry);
			unlink(next, previous, entry + 1);
			if (history.end[index] !== Infinity) required--;
			entry = next[head] as number;
			continue;
		}
		// A return, or the end: what returned here had to be taken before. Go back.
		if (wentForward && depth > deepest.length) deepest = stack.slice(0, depth);
		wentForward = false;
		if (depth === 0) {
			return { kind: "violation", violation: explain(history, block, indices, deepest) };
		}
		const operation = stack[--depth] as number;
		value = valuesBefore[depth] as number;
		visited.untake(operation);
		const call = 2 * operation + 1;
		relink(next, previous, call + 1);
		relink(next, previous, call);
		if (history.end[indices[operation] as number] !== Infinity) required++;
		entry = next[call] as number;
	}
	return { kind: "linearizable" };
}

function unlink(next: Int32Array, previous: Int32Array, entry: number): void {
	next[previous[entry] as number] = next[entry] as number;
	previous[next[entry] as number] = previous[entry] as number;
}

/** The reverse of unlink, in the reverse order. */
function relink(next: Int32Array, previous: Int32Array, entry: number): void {
	next[previous[entry] as number] = entry;
	previous[next[entry] as number] = entry;
}

/** Names the first operation, in time, that the longest explanation could not place. */
function explain(
	history: History,
	block: number,
	indices: readonly number[],
	deepest: Int32Array,
): Violation {
	const placed = new Set(Array.from(deepest, (operation) => indices[operation] as number));
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
