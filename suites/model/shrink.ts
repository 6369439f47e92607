/**
 * Shrinks a violation, offline: races don't come again when asked, their history does.
 *
 * Method: delta debugging (Zeller and Hildebrandt, IEEE TSE 28, 2002) over the operations of one
 * block. What is left must still be a violation, and only what cannot make a good history bad is
 * taken away: a read at any time, a change once no read of what it made is left. So a violation
 * that is found among the few is one of the whole. Usually two writes and a read remain.
 */
import {
	type History,
	type Judgement,
	kinds,
	pick,
	type Violation,
	withoutMissedDeletes,
} from "./history.ts";
import { CheckersDisagree } from "./judge.ts";
import { checkBySearch } from "./wgl.ts";
import { checkZones } from "./zones.ts";

/** Steps of the search for each set that is tried; a small set needs a few hundred. */
const stepsMax = 2_000_000;

/** Indices into the history, in the order of their starts. Throws CheckersDisagree. */
export function shrinkViolation(recorded: History, violation: Violation): readonly number[] {
	const history = withoutMissedDeletes(recorded);
	const { block } = violation;
	if (violation.operations.some((index) => history.block[index] !== block)) {
		return violation.operations;
	}
	const all = [...history.block.keys()].filter((index) => history.block[index] === block);
	const named = withWriters(history, violation.operations, all);
	const isViolation = (indices: readonly number[]) =>
		judgeFew(pick(history, indices)).kind === "violation";
	const smallest = minimise(history, isViolation(named) ? named : all, isViolation);
	confirm(pick(history, smallest));
	const startOf = (index: number) => history.start[index] as number;
	return withLastWrite(history, smallest, all).sort((a, b) => startOf(a) - startOf(b) || a - b);
}

/**
 * A block that is absent without any delete violates by itself: the last write that was
 * acknowledged
 * before the read is added, since it is what the engine lost.
 */
function withLastWrite(
	history: History,
	smallest: readonly number[],
	all: readonly number[],
): number[] {
	const [only] = smallest;
	if (smallest.length !== 1 || only === undefined || history.value[only] !== 0)
		return [...smallest];
	const endOf = (index: number) => history.end[index] as number;
	const before = all.filter(
		(index) =>
			history.kind[index] === kinds.write && endOf(index) < (history.start[only] as number),
	);
	const last = before.sort((a, b) => endOf(a) - endOf(b)).at(-1);
	return last === undefined ? [only] : [last, only];
}

/** By zones where they decide, else by search. */
function judgeFew(history: History): Judgement {
	const zones = checkZones(history);
	return zones.ambiguous.length > 0 ? checkBySearch(history, { stepsMax }) : zones.judgement;
}

function confirm(few: History): void {
	const searched = checkBySearch(few, { stepsMax });
	if (searched.kind === "violation") return;
	const found = `${few.length} operations: zones find a violation, the search says ${searched.kind}`;
	if (searched.kind === "linearizable") throw new CheckersDisagree(found);
}

/** The operations, and among `all` the changes that made what they read. */
function withWriters(
	history: History,
	operations: readonly number[],
	all: readonly number[],
): readonly number[] {
	const wanted = new Set(operations);
	const read = valuesRead(history, operations);
	return all.filter(
		(index) =>
			wanted.has(index) ||
			(history.kind[index] !== kinds.read && read.has(history.value[index] as number)),
	);
}

function valuesRead(history: History, operations: readonly number[]): Set<number> {
	const reads = operations.filter((index) => history.kind[index] === kinds.read);
	return new Set(reads.map((index) => history.value[index] as number));
}

function minimise(
	history: History,
	start: readonly number[],
	isViolation: (indices: readonly number[]) => boolean,
): readonly number[] {
	let left = start;
	for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : size >> 1) {
		let shrank = true;
		while (shrank) {
			shrank = false;
			for (let from = 0; from < left.length; from += size) {
				const rest = without(history, left, from, from + size);
				if (rest.length === left.length || !isViolation(rest)) continue;
				left = rest;
				shrank = true;
				from -= size;
			}
			// Larger parts are not tried again for what they may give now: single ones will be.
			if (size > 1) break;
		}
	}
	return left;
}

/** Leaves a part out, but for the changes that are still read. */
function without(
	history: History,
	operations: readonly number[],
	from: number,
	to: number,
): readonly number[] {
	const isOut = (at: number) => at >= from && at < to;
	const read = valuesRead(
		history,
		operations.filter((_, at) => !isOut(at)),
	);
	return operations.filter((index, at) => {
		const needed = history.kind[index] !== kinds.read && read.has(history.value[index] as number);
		return !isOut(at) || needed;
	});
}
