import { expect, test } from "bun:test";
import fc from "fast-check";
import {
	type History,
	historyOf,
	kinds,
	MalformedHistory,
	type Row,
	validateHistory,
} from "./history.ts";
import { checkBySearch } from "./wgl.ts";
import { checkZones } from "./zones.ts";

const { read, write } = kinds;
const row = (kind: Row["kind"], value: number, start: number, end: number): Row => ({
	kind,
	value,
	start,
	end,
});

/**
 * Every order of the operations, tried; unknown outcomes may be left out. The definition itself.
 */
function bruteForce(history: History): boolean {
	const walk = (left: readonly number[], value: number): boolean => {
		if (left.every((index) => history.end[index] === Infinity)) return true;
		return left.some((index) => {
			const start = history.start[index] as number;
			if (left.some((other) => (history.end[other] as number) < start)) return false;
			const operand = history.value[index] as number;
			if (history.kind[index] === read && operand !== value) return false;
			return walk(
				left.filter((other) => other !== index),
				history.kind[index] === read ? value : operand,
			);
		});
	};
	return walk([...Array(history.length).keys()], history.initial[0] as number);
}

/** Histories of one block: unique writes, reads of anything, deletes, some outcomes unknown. */
const histories = (operationsMax: number, kindsUsed: readonly number[]) =>
	fc
		.array(
			fc.record({
				kind: fc.constantFrom(...kindsUsed),
				pick: fc.nat(1000),
				start: fc.integer({ min: 0, max: 20 }),
				length: fc.integer({ min: 0, max: 8 }),
				unknown: fc.integer({ min: 0, max: 9 }),
			}),
			{ maxLength: operationsMax },
		)
		.map((drafts) => {
			let written = 1;
			const values = drafts.map((draft) => (draft.kind === write ? ++written : 0));
			const rows = drafts.map((draft, index): Row => {
				const kind = draft.kind as Row["kind"];
				const value = kind === read ? draft.pick % (written + 1) : (values[index] as number);
				const unknown = kind !== read && draft.unknown === 0;
				const end = unknown ? Infinity : draft.start + draft.length;
				return { kind, value, start: draft.start, end };
			});
			return historyOf(rows, [1]);
		});

test("the search says what trying every order says", () => {
	fc.assert(
		fc.property(histories(7, [0, 0, 1, 2]), (history) => {
			expect(checkBySearch(history).kind === "linearizable").toBe(bruteForce(history));
		}),
		{ numRuns: 3000 },
	);
});

test("zones and search agree wherever zones judge", () => {
	let violations = 0;
	fc.assert(
		fc.property(histories(12, [0, 0, 1, 1, 2]), (history) => {
			const zones = checkZones(history);
			if (zones.ambiguous.length > 0) return;
			expect(checkBySearch(history).kind).toBe(zones.judgement.kind);
			if (zones.judgement.kind === "violation") violations++;
		}),
		{ numRuns: 5000 },
	);
	expect(violations).toBeGreaterThan(100);
});

test("a stale read after an acknowledged write is named with its operations", () => {
	const history = historyOf([row(write, 2, 0, 1), row(read, 1, 2, 3), row(read, 2, 4, 5)], [1]);
	const { judgement } = checkZones(history);
	expect(judgement.kind).toBe("violation");
	if (judgement.kind !== "violation") return;
	expect(judgement.violation.operations).toEqual([0, 1, 2]);
	expect(checkBySearch(history).kind).toBe("violation");
});

test("a lost write, a resurrected delete and a read from the future are violations", () => {
	const lost = historyOf([row(write, 2, 0, 1), row(read, 1, 2, 3)], [1]);
	const risen = historyOf([row(kinds.delete, 0, 0, 1), row(read, 1, 2, 3)], [1]);
	const future = historyOf([row(read, 2, 0, 1), row(write, 2, 2, 3)], [1]);
	const nobody = historyOf([row(read, 9, 0, 1)], [1]);
	for (const history of [lost, risen, future, nobody]) {
		expect(checkZones(history).judgement.kind).toBe("violation");
		expect(checkBySearch(history).kind).toBe("violation");
	}
});

test("a write of unknown outcome may have happened, late or never, but not twice", () => {
	const late = historyOf([row(write, 2, 0, Infinity), row(read, 1, 1, 2), row(read, 2, 3, 4)], [1]);
	expect(checkZones(late).judgement.kind).toBe("linearizable");
	const twice = historyOf(
		[row(write, 2, 0, Infinity), row(read, 2, 1, 2), row(read, 1, 3, 4), row(read, 2, 5, 6)],
		[1],
	);
	expect(checkZones(twice).judgement.kind).toBe("violation");
	expect(checkBySearch(twice).kind).toBe("violation");
});

test("a search that is given up is undecided, not a pass", () => {
	const rows = Array.from({ length: 40 }, (_, index) => row(write, index + 2, 0, 100));
	const history = historyOf([...rows, row(read, 1, 200, 300)], [1]);
	expect(checkBySearch(history, { stepsMax: 100 }).kind).toBe("undecided");
});

test.each([
	["times that run backwards", [row(read, 1, 5, 4)], "before its start"],
	["a value written twice", [row(write, 2, 0, 1), row(write, 2, 2, 3)], "writes value 2 again"],
	["an unknown block", [{ ...row(read, 1, 0, 1), block: 7 }], "on block 7"],
	["a missing end", [row(read, 1, 0, Number.NaN)], "has no end"],
	["a missing start", [row(read, 1, Number.NaN, 1)], "has no start"],
])("a history with %s is malformed, not judged", (_, rows, message) => {
	expect(() => validateHistory(historyOf(rows, [1]))).toThrow(MalformedHistory);
	expect(() => validateHistory(historyOf(rows, [1]))).toThrow(message);
});
