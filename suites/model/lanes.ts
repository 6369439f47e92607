import { type History, kinds } from "./history.ts";

const width = 44;
const names = ["read", "write", "delete"] as const;

/**
 * Draws the operations of a violation for a person: a line each, a bar where it was under way on a
 * common time scale, in the order of their starts.
 */
export function drawLanes(history: History, operations: readonly number[]): string[] {
	const starts = operations.map((index) => history.start[index] as number);
	const ends = operations.map((index) => history.end[index] as number).filter(Number.isFinite);
	const from = Math.min(...starts);
	const to = Math.max(...ends, ...starts);
	const scale = (timeNs: number) =>
		to === from ? 0 : Math.min(width, Math.round(((timeNs - from) / (to - from)) * width));
	const ordered = [...operations].sort(
		(a, b) => (history.start[a] as number) - (history.start[b] as number),
	);
	return ordered.map((index) => {
		const start = history.start[index] as number;
		const end = history.end[index] as number;
		const left = scale(start);
		const length = Math.max(1, (Number.isFinite(end) ? scale(end) : width) - left);
		const bar = `${" ".repeat(left)}${"=".repeat(length)}${Number.isFinite(end) ? "" : ">"}`;
		const time = `+${((start - from) / 1000).toFixed(1)} us`;
		return `client ${history.client[index]} |${bar.padEnd(width + 1)}| ${describe(history, index)} ${time}`;
	});
}

function describe(history: History, index: number): string {
	const kind = history.kind[index] as number;
	const value = history.value[index] as number;
	const what = value === 0 ? "absent" : `write ${value}`;
	if (kind === kinds.read) return `read block ${history.block[index]} -> ${what}`;
	return `${names[kind]} block ${history.block[index]}${kind === kinds.write ? ` := ${what}` : ""}`;
}
