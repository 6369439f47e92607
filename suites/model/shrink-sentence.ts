import { type History, kinds, type Violation } from "./history.ts";

/** A violation in words for the engine's author. */
export interface ViolationWords {
	readonly sentence: string;
	readonly expected?: string;
	readonly found?: string;
}

/**
 * Says what the smallest violating set shows. `idOf` names the engine's block. Where the set fits
 * none of the common patterns, the checker's own sentence is kept.
 */
export function describeViolation(
	history: History,
	smallest: readonly number[],
	violation: Violation,
	idOf: (block: number) => number,
): ViolationWords {
	const reads = smallest.filter((index) => sees(history, index));
	const last = reads.at(-1);
	if (last === undefined) return { sentence: violation.message };
	const id = idOf(violation.block);
	const found = nameValue(history.value[last] as number);
	const impossible = describeImpossible(history, smallest, last, id, idOf);
	if (impossible !== undefined) return { sentence: impossible, found };
	const lost = smallest.filter((index) => isLostFor(history, index, last)).at(-1);
	if (lost !== undefined) return describeLost(history, lost, last, id);
	if (reads.length === 1 && history.value[last] === 0) {
		const held = nameValue(history.initial[violation.block] as number);
		const sentence = `block ${id} is missing: a read found no block, though nothing deleted ${held}`;
		return { sentence, expected: held, found };
	}
	const seen = reads.map((index) => nameValue(history.value[index] as number));
	return {
		sentence: `reads of block ${id} go back in time: one after the other saw ${seen.join(", then ")}`,
		expected: `${seen.at(-2) ?? "what was seen before"}, or a later write`,
		found,
	};
}

function sees(history: History, index: number): boolean {
	return history.kind[index] === kinds.read || history.kind[index] === kinds.missedDelete;
}

/** An acknowledged change that the read began after, and did not see. */
function isLostFor(history: History, index: number, read: number): boolean {
	const ended = history.end[index] as number;
	const differs = history.value[index] !== history.value[read];
	return !sees(history, index) && differs && ended < (history.start[read] as number);
}

/** Data from nowhere, from the future, or from another block. */
function describeImpossible(
	history: History,
	smallest: readonly number[],
	read: number,
	id: number,
	idOf: (block: number) => number,
): string | undefined {
	const value = history.value[read] as number;
	const home = history.initial.indexOf(value);
	if (value === 0 || home === history.block[read]) return undefined;
	const writer = smallest.find((index) => !sees(history, index) && history.value[index] === value);
	const source = writer === undefined ? home : (history.block[writer] as number);
	if (source === -1) return `a read of block ${id} returned write ${value}, which nobody wrote`;
	if (source !== history.block[read]) {
		return `a read of block ${id} returned write ${value}, which went to block ${idOf(source)}`;
	}
	if (writer === undefined) return undefined;
	return (history.start[writer] as number) > (history.end[read] as number)
		? `a read of block ${id} returned write ${value} before that write began`
		: undefined;
}

function describeLost(history: History, lost: number, last: number, id: number): ViolationWords {
	const made = history.value[lost] as number;
	const saw = history.value[last] as number;
	const again = [...history.value.keys()].some(
		(index) =>
			sees(history, index) &&
			history.block[index] === history.block[last] &&
			history.value[index] === made &&
			(history.start[index] as number) > (history.end[last] as number),
	);
	const reader = history.kind[last] === kinds.missedDelete ? "delete" : "read";
	const found = saw === 0 ? "found no block" : `returned ${nameValue(saw)}`;
	const later = `a later ${reader} ${found}`;
	if (made === 0) {
		const sentence = `block ${id} was deleted, and ${later}`;
		return { sentence, expected: "no block, or a later write", found: nameValue(saw) };
	}
	const sentence = again
		? `acknowledged write ${made} of block ${id} was not seen: ${later} (still later it is there)`
		: `acknowledged write ${made} of block ${id} is missing: ${later}`;
	return { sentence, expected: `write ${made}, or a later one`, found: nameValue(saw) };
}

function nameValue(value: number): string {
	return value === 0 ? "no block" : `write ${value}`;
}
