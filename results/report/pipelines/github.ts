import type { RunRecord } from "../../schema/index.ts";
import { sentences } from "../sentences.ts";
import { safe } from "../text.ts";
import { reportCases, worstFirst } from "./cases.ts";
import { fullName, type Outcome, type ReportCase } from "./report-case.ts";

/** GitHub shows so many of each kind a step, and drops the rest without a word. */
const annotationsMost = 10;

const kindOf: Readonly<Partial<Record<Outcome, "error" | "warning">>> = {
	failed: "error",
	errored: "error",
	unshown: "warning",
};

/**
 * Workflow commands, to be printed by a step of a GitHub action: worst first, at most ten errors
 * and ten warnings, the tenth saying how many there are beyond it.
 */
export function toGithub(record: RunRecord): string {
	const cases = worstFirst(reportCases(record)).filter(({ kind }) => kind !== "run");
	const names = record.engines.map(({ name }) => safe(name, 60)).join(", ") || "no engine";
	const verdict = `${sentences[record.verdict]}: ${names}`;
	const kind = record.verdict === "pass" && record.complete ? "notice" : "error";
	const head = command(kind, `assay ${record.verdict.toUpperCase()}`, verdict);
	const lines = (["error", "warning"] as const).flatMap((each) => {
		const own = cases.filter(({ outcome }) => kindOf[outcome] === each);
		return limited(own, each, annotationsMost - (kind === each ? 1 : 0));
	});
	return `${[head, ...lines].join("\n")}\n`;
}

function limited(cases: readonly ReportCase[], kind: string, most: number): string[] {
	const isCut = cases.length > most;
	const shown = isCut ? cases.slice(0, most - 1) : cases;
	const lines = shown.map((one) => {
		const again = one.replayCommand === undefined ? "" : `\nagain: ${one.replayCommand}`;
		return command(kind, `${fullName(one)} ${one.verdict}`, `${one.message}${again}`);
	});
	const rest = cases.length - shown.length;
	return isCut
		? [...lines, command(kind, "assay", `and ${rest} more: see the run's summary or its record`)]
		: lines;
}

function command(kind: string, title: string, message: string): string {
	const escapedTitle = escapeData(title).replaceAll(":", "%3A").replaceAll(",", "%2C");
	return `::${kind} title=${escapedTitle}::${escapeData(message)}`;
}

function escapeData(text: string): string {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
