import {
	type ClientProblem,
	EngineFailure,
	type History,
	operationKinds as kinds,
} from "../../harness/contract/index.ts";

const linesShown = 12;

/**
 * One client's history against a table of what each block holds: no search, since one call at a
 * time has one order. Rows are in that order. Throws what the engine broke.
 */
export function mustReplay(
	history: History,
	problems: readonly ClientProblem[],
	ids: readonly number[],
): void {
	const [problem] = problems;
	if (problem !== undefined) {
		throw new EngineFailure(`block ${ids[problem.block]}: ${problem.message}`);
	}
	const holds = history.initial.slice();
	for (let row = 0; row < history.length; row++) {
		const block = history.block[row] as number;
		const before = holds[block] as number;
		const value = history.value[row] as number;
		switch (history.kind[row]) {
			case kinds.write:
				holds[block] = value;
				break;
			case kinds.delete:
				holds[block] = 0;
				break;
			case kinds.missedDelete:
				if (before !== 0) fail(history, row, ids, "a delete found no block", before);
				break;
			default:
				if (value !== before) fail(history, row, ids, `a read returned ${named(value)}`, before);
		}
	}
}

function named(value: number): string {
	return value === 0 ? "no block" : `write ${value}`;
}

function fail(
	history: History,
	at: number,
	ids: readonly number[],
	what: string,
	wanted: number,
): never {
	const block = history.block[at] as number;
	const lines: string[] = [];
	for (let row = at; row >= 0 && lines.length < linesShown; row--) {
		if (history.block[row] === block) lines.unshift(describe(history, row));
	}
	throw new EngineFailure(`block ${ids[block]}: ${what} at operation ${at} of ${history.length}`, {
		expected: named(wanted),
		found: what,
		counterexample: lines,
	});
}

function describe({ kind, value }: History, row: number): string {
	const name = Object.entries(kinds).find(([, number]) => number === kind[row])?.[0];
	return `operation ${row}: ${name} ${named(value[row] as number)}`;
}
