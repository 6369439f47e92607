import { expect, test } from "bun:test";
import { logRowBytes } from "../ffi/swap-client.ts";
import { historyOf } from "./client-history.ts";

type Row = [start: number, end: number, block: number, value: number, kind: number];

function log(rows: readonly Row[]): DataView {
	const view = new DataView(new ArrayBuffer(rows.length * logRowBytes));
	for (const [row, [start, end, block, value, kind]] of rows.entries()) {
		const at = row * logRowBytes;
		view.setFloat64(at, start, true);
		view.setFloat64(at + 8, end, true);
		for (const [word, number] of [block, value, kind].entries()) {
			view.setInt32(at + 16 + 4 * word, number, true);
		}
	}
	return view;
}

test("sequences of each block become values of their own, absent stays 0", () => {
	const one = log([
		[1, 2, 0, 1, 1],
		[3, 4, 0, 2, 1],
		[5, 6, 2, 1, 1],
		[7, 8, 0, 0, 2],
	]);
	const other = log([
		[2, 3, 0, 1, 0],
		[6, 7, 2, 0, 0],
	]);
	const history = historyOf([one, other], 10, 3);
	expect([...history.value]).toEqual([1, 2, 3, 0, 1, 0]);
	expect([...history.client]).toEqual([0, 0, 0, 0, 1, 1]);
	expect([...history.kind]).toEqual([1, 1, 1, 2, 0, 0]);
	expect([...history.initial]).toEqual([0, 0, 0]);
	expect(history.length).toBe(6);
});

test("after a full log nothing that may have seen its client's lost writes is kept", () => {
	const full = log([
		[1, 2, 0, 1, 1],
		[10, 20, 0, 2, 1],
	]);
	const others: Row[] = [
		// Ended before anything was lost.
		[3, 9, 0, 1, 0],
		// Began before, but may have seen what came after.
		[9, 30, 0, 3, 0],
		// A change that began before can have been seen by what is kept.
		[8, 31, 1, 1, 1],
		[21, 22, 1, 2, 1],
	];
	const logs = [full, ...others.map((row) => log([row]))];
	expect([...historyOf(logs, 2, 2).start]).toEqual([1, 3, 8]);
	expect(historyOf(logs, 3, 2).length).toBe(6);
});

test("a change of unknown outcome has no end", () => {
	const history = historyOf([log([[1, Number.POSITIVE_INFINITY, 0, 1, 1]])], 10, 1);
	expect(history.end[0]).toBe(Number.POSITIVE_INFINITY);
});
