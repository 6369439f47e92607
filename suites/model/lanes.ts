import type { Evidence } from "../../harness/contract/index.ts";
import { type History, kinds } from "./history.ts";

const width = 28;

/** One operation as a person sees it. `endNs` of Infinity: its outcome is unknown. */
export interface LaneRow {
	readonly who: string;
	readonly what: string;
	readonly startNs: number;
	readonly endNs: number;
}

/** A line each, a bar where it was under way on a common time scale, in the order of starts. */
export function drawRows(rows: readonly LaneRow[]): string[] {
	const from = Math.min(...rows.map((row) => row.startNs));
	const ends = rows.map((row) => row.endNs).filter(Number.isFinite);
	const to = Math.max(...ends, ...rows.map((row) => row.startNs));
	const scale = (timeNs: number) =>
		to === from ? 0 : Math.min(width, Math.round(((timeNs - from) / (to - from)) * width));
	const nameWidth = Math.max(...rows.map((row) => row.who.length));
	const ordered = [...rows].sort((a, b) => a.startNs - b.startNs);
	return ordered.map(({ who, what, startNs, endNs }) => {
		const known = Number.isFinite(endNs);
		const left = Math.min(scale(startNs), width - 1);
		const length = Math.max(1, (known ? scale(endNs) : width) - left);
		const bar = `${".".repeat(left)}${"=".repeat(length)}${known ? "" : ">"}`;
		const time = `+${((startNs - from) / 1000).toFixed(1)} us`;
		return `${who.padEnd(nameWidth)} |${bar.padEnd(width + 1, ".")}| ${what} ${time}`;
	});
}

/** The same for the record; JSON has no Infinity. */
export function lanesOf(rows: readonly LaneRow[]): Evidence["lanes"] {
	const from = Math.min(...rows.map((row) => row.startNs));
	return rows.map(({ who, what, startNs, endNs }) => ({
		...{ who, what, startNs: startNs - from },
		...(Number.isFinite(endNs) ? { endNs: endNs - from } : {}),
	}));
}

/** Operations of a history by index. `idOf` names the engine's block, `who` the client. */
export function laneRows(
	history: History,
	operations: readonly number[],
	idOf: (block: number) => number,
	who: (client: number) => string = (client) => `client ${client}`,
): LaneRow[] {
	return operations.map((index) => ({
		who: who(history.client[index] as number),
		what: describe(history, index, idOf(history.block[index] as number)),
		startNs: history.start[index] as number,
		endNs: history.end[index] as number,
	}));
}

function describe(history: History, index: number, id: number): string {
	const value = history.value[index] as number;
	switch (history.kind[index]) {
		case kinds.read:
			return `read block ${id} -> ${value === 0 ? "no block" : `write ${value}`}`;
		case kinds.write:
			return `write ${value} to block ${id}${endText(history, index)}`;
		case kinds.missedDelete:
			return `delete block ${id} -> no block`;
		default:
			return `delete block ${id}${endText(history, index)}`;
	}
}

function endText(history: History, index: number): string {
	return history.end[index] === Infinity ? ", outcome unknown" : ", acknowledged";
}
