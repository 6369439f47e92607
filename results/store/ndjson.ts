/**
 * A history as text: a line that says what it is, a line for each run, a line that says how many
 * there were. A file that was cut off anywhere is told from a whole one.
 */
import { digestOf } from "./digest.ts";
import { textOf } from "./seal.ts";

export const exportVersion = 1;

export function firstLine(): string {
	return JSON.stringify({ kind: "assay-history", version: exportVersion });
}

/** `text`: the run's record as the history holds it. */
export function runLine(kind: string, runId: string, text: string): string {
	return `{"kind":${JSON.stringify(kind)},"runId":${JSON.stringify(runId)},"record":${text}}`;
}

export function lastLine(runs: number): string {
	return JSON.stringify({ kind: "end", runs });
}

export type ExportedLine =
	| { readonly kind: "first" }
	| { readonly kind: "record"; readonly record: object; readonly text: string }
	| { readonly kind: "end"; readonly runs: number }
	| { readonly kind: "broken"; readonly reason: string };

const broken = (reason: string): ExportedLine => ({ kind: "broken", reason });

export function readLine(line: string): ExportedLine {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return broken("it is not JSON, or was cut off");
	}
	if (typeof value !== "object" || value === null) return broken("it is no object");
	const { kind, version, runs, runId, record } = value as Record<string, unknown>;
	switch (kind) {
		case "assay-history":
			if (version === exportVersion) return { kind: "first" };
			return broken(
				`it is of version ${JSON.stringify(version)}; this Assay reads ${exportVersion}`,
			);
		case "end":
			return typeof runs === "number" ? { kind: "end", runs } : broken("it has no count of runs");
		case "run":
		case "comparison": {
			if (typeof record !== "object" || record === null) return broken("it has no record");
			const text = textOf(record);
			if (digestOf(text) !== runId) {
				return broken("its record is not of its runId: it was changed after it was exported");
			}
			return { kind: "record", record, text };
		}
		default:
			return broken(`its kind is ${JSON.stringify(kind) ?? "missing"}`);
	}
}
