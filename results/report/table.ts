import CliTable3 from "cli-table3";
import type { Paint } from "./format.ts";
import { clip, width } from "./text.ts";

export interface Column {
	readonly head: string;
	readonly align?: "left" | "right";
	/** Cut to this, so that one long name doesn't push the numbers off the screen. */
	readonly most?: number;
}

/** A cell; `paint` is applied after measuring and cutting. */
export interface Cell {
	readonly text: string;
	readonly tone?: Parameters<Paint>[1];
}

function naturalWidths(heads: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
	return heads.map((head, index) => {
		const cells = rows.map((row) => width(row[index]?.text ?? ""));
		return Math.min(Math.max(width(head.head), ...cells), head.most ?? Number.MAX_SAFE_INTEGER);
	});
}

/** A column with what stands in it for one of the things that a table has a row of. */
export interface ColumnOf<Row> extends Column {
	readonly cell: (row: Row) => Cell;
}

/** The first of the layouts that cuts nothing at this width, else the last; `at` is which. */
export function fitting<Row>(
	layouts: readonly (readonly ColumnOf<Row>[])[],
	rows: readonly Row[],
	columns: number,
) {
	for (const [at, heads] of layouts.entries()) {
		const cells = rows.map((row) => heads.map(({ cell }) => cell(row)));
		if (fits(heads, cells, columns) || at === layouts.length - 1) return { at, heads, cells };
	}
	throw new RangeError("a table without a layout");
}

/** Without cutting anything. */
function fits(
	heads: readonly Column[],
	cells: readonly (readonly Cell[])[],
	columns: number,
): boolean {
	return naturalWidths(heads, cells).reduce((sum, each) => sum + each + 2, 2) <= columns;
}

/** Lines of a table that is at most `columns` wide: the widest column that may shrink, shrinks. */
export function table(
	heads: readonly Column[],
	rows: readonly (readonly Cell[])[],
	columns: number,
	paint: Paint,
): string[] {
	const widths = naturalWidths(heads, rows);
	const frame = heads.length * 2 + 2;
	let excess = widths.reduce((sum, each) => sum + each, 0) + frame - columns;
	while (excess > 0 && Math.max(...widths) > 3) {
		const widest = widths.indexOf(Math.max(...widths));
		widths[widest] = (widths[widest] ?? 4) - 1;
		excess -= 1;
	}
	const cut = (text: string, index: number) => clip(text, widths[index] ?? 3);
	const drawn = new CliTable3({
		head: heads.map((head, index) => paint(cut(head.head, index), "strong")),
		// No lines between columns: a column that is cut would lose more than the eye gains.
		chars: { middle: "", "top-mid": "", "bottom-mid": "", "mid-mid": "" },
		colAligns: heads.map((head) => head.align ?? "left"),
		colWidths: widths.map((each) => each + 2),
		style: { head: [], border: [], "padding-left": 1, "padding-right": 1, compact: true },
	});
	for (const row of rows) {
		drawn.push(
			row.map((cell, index) => {
				const text = cut(cell.text, index);
				return cell.tone === undefined ? text : paint(text, cell.tone);
			}),
		);
	}
	return drawn.toString().split("\n");
}
