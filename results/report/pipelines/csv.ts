import type { RunRecord } from "../../schema/index.ts";
import { reportCases } from "./cases.ts";
import type { ReportCase } from "./report-case.ts";

const numberColumns = [
	...["iops", "operations", "errors", "p50Ns", "p90Ns", "p99Ns", "p999Ns", "p9999Ns", "maxNs"],
	...["meanNs", "floorNs", "ceilingIops", "cpuNsPerOperation", "verifiedBlocks"],
	...["mismatchedBlocks", "swaps", "acknowledgedWrites", "reads", "lostWrites", "wrongReads"],
	...["stallNsMax", "stallNsP50"],
] as const;

const columns = [
	...["engine", "kind", "group", "name", "verdict", "outcome", "durationMs"],
	...[...numberColumns, "message", "replayCommand"],
];

/** RFC 4180, a row a case. A number that was not measured is an empty cell. */
export function toCsv(record: RunRecord): string {
	const rows = [columns, ...reportCases(record).map(row)];
	return rows.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

function row(one: ReportCase): string[] {
	const { engine, kind, group, name, verdict, outcome, durationMs, numbers = {} } = one;
	return [
		...[engine, kind, group, name, verdict, outcome].map(inert),
		durationMs === undefined ? "" : String(durationMs),
		...numberColumns.map((column) => String(numbers[column] ?? "")),
		...[one.message, one.replayCommand ?? ""].map(inert),
	];
}

/** A spreadsheet would calculate what begins like this, and an engine names itself. */
function inert(text: string): string {
	return /^[=+\-@]/.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
	return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
