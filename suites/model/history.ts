import {
	type History,
	operationKinds as kinds,
	type OperationKind,
} from "../../harness/contract/index.ts";

export { type History, kinds };

export interface Violation {
	readonly block: number;
	/** Indices into the history: the smallest set that cannot be explained. */
	readonly operations: readonly number[];
	readonly message: string;
}

export type Judgement =
	| { kind: "linearizable" }
	| { kind: "violation"; violation: Violation }
	/** The search was given up; never to be taken for a pass. */
	| { kind: "undecided"; message: string };

/** A history that no recorder can have produced: the harness's failure, never a verdict. */
export class MalformedHistory extends Error {
	override name = "MalformedHistory";
}

/** Throws MalformedHistory with the first thing that is wrong. */
export function validateHistory(history: History): void {
	const { length, kind, value, initial } = history;
	const isNew = makeUniqueness(history);
	for (const [block, one] of initial.entries()) {
		if (one < 0) throw new MalformedHistory(`block ${block} held ${one} before`);
		if (one !== 0 && !isNew(one)) {
			throw new MalformedHistory(`two blocks held value ${one} before`);
		}
	}
	for (let index = 0; index < length; index++) {
		validateTimes(history, index);
		const where = `operation ${index}`;
		const at = history.block[index] as number;
		if (at < 0 || at >= initial.length) {
			throw new MalformedHistory(`${where} is on block ${at} of ${initial.length}`);
		}
		const what = value[index] as number;
		if (what < 0) throw new MalformedHistory(`${where} has value ${what}`);
		const one = kind[index] as number;
		if (one > kinds.missedDelete) throw new MalformedHistory(`${where} has no known kind`);
		if ((one === kinds.delete || one === kinds.missedDelete) && what !== 0) {
			throw new MalformedHistory(`${where} is a delete with value ${what}`);
		}
		if (one !== kinds.write) continue;
		if (what === 0) throw new MalformedHistory(`${where} writes "absent"`);
		if (!isNew(what)) throw new MalformedHistory(`${where} writes value ${what} again`);
	}
}

function validateTimes(history: History, index: number): void {
	const where = `operation ${index}`;
	const from = history.start[index] as number;
	const to = history.end[index] as number;
	const kind = history.kind[index] as number;
	if (!Number.isFinite(from)) throw new MalformedHistory(`${where} has no start`);
	if (Number.isNaN(to)) throw new MalformedHistory(`${where} has no end`);
	if (to < from) throw new MalformedHistory(`${where} ends at ${to}, before its start ${from}`);
	const sees = kind === kinds.read || kind === kinds.missedDelete;
	if (sees && to === Infinity) throw new MalformedHistory(`${where} saw something, but has no end`);
}

/** Tells of each value whether it comes for the first time. */
function makeUniqueness({ length, value }: History): (one: number) => boolean {
	let valueMax = 0;
	for (let index = 0; index < length; index++) {
		const one = value[index] as number;
		if (one > valueMax) valueMax = one;
	}
	if (valueMax > 16 * length + 1024) {
		const seen = new Set<number>();
		return (one) => seen.size !== seen.add(one).size;
	}
	const seen = new Uint8Array(valueMax + 1);
	const beyond = new Set<number>();
	return (one) => {
		if (one > valueMax) return beyond.size !== beyond.add(one).size;
		if (seen[one] === 1) return false;
		seen[one] = 1;
		return true;
	};
}

/** A delete that found nothing is a read of "absent": checkers know no other kinds. */
export function withoutMissedDeletes(history: History): History {
	if (!history.kind.includes(kinds.missedDelete)) return history;
	const kind = history.kind.map((one) => (one === kinds.missedDelete ? kinds.read : one));
	return { ...history, kind };
}

/** One operation of the rows form, for tests and small histories. */
export interface Row {
	readonly block?: number;
	readonly kind: OperationKind;
	readonly value: number;
	readonly start: number;
	readonly end: number;
	readonly client?: number;
}

export function historyOf(rows: readonly Row[], initial: readonly number[]): History {
	const length = rows.length;
	return {
		length,
		block: Int32Array.from(rows, (row) => row.block ?? 0),
		kind: Uint8Array.from(rows, (row) => row.kind),
		value: Int32Array.from(rows, (row) => row.value),
		start: Float64Array.from(rows, (row) => row.start),
		end: Float64Array.from(rows, (row) => row.end),
		client: Uint8Array.from(rows, (row) => row.client ?? 0),
		initial: Int32Array.from(initial),
	};
}

/** The operations of some of the blocks, in order, with their indices in the whole history. */
export function selectBlocks(history: History, wanted: (block: number) => boolean) {
	const indices: number[] = [];
	for (let index = 0; index < history.length; index++) {
		if (wanted(history.block[index] as number)) indices.push(index);
	}
	return { indices, history: pick(history, indices) };
}

export function pick(history: History, indices: readonly number[]): History {
	const pickFrom = <Column extends Int32Array | Uint8Array | Float64Array>(column: Column) =>
		Array.from(indices, (index) => column[index] as number);
	return {
		length: indices.length,
		block: Int32Array.from(pickFrom(history.block)),
		kind: Uint8Array.from(pickFrom(history.kind)),
		value: Int32Array.from(pickFrom(history.value)),
		start: Float64Array.from(pickFrom(history.start)),
		end: Float64Array.from(pickFrom(history.end)),
		client: Uint8Array.from(pickFrom(history.client)),
		initial: history.initial,
	};
}
