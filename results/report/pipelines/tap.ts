import type { RunRecord } from "../../schema/index.ts";
import { safe } from "../text.ts";
import { reportCases } from "./cases.ts";
import { fullName, proofLines, type ReportCase } from "./report-case.ts";

/** TAP 14. What could not run or does not apply is a SKIP with its reason; YAML says the rest. */
export function toTap(record: RunRecord): string {
	const cases = reportCases(record);
	return [
		"TAP version 14",
		`1..${cases.length}`,
		`# assay ${safe(record.command, 40)}, profile ${safe(record.profile, 40)}, seed ${record.seed}`,
		...cases.flatMap((one, index) => point(one, index + 1)),
		"",
	].join("\n");
}

function point(one: ReportCase, number: number): string[] {
	const { outcome, verdict, message } = one;
	const isOk = outcome !== "failed" && outcome !== "errored";
	const skipped = outcome === "skipped" || outcome === "unshown";
	const reason = skipped ? ` # SKIP ${plain(`${verdict}: ${message}`)}` : "";
	const head = `${isOk ? "ok" : "not ok"} ${number} - ${plain(fullName(one))}${reason}`;
	if (isOk) return [head];
	const proof = proofLines(one);
	const facts: [string, string | readonly string[] | undefined][] = [
		["verdict", verdict],
		["message", message],
		["evidence", proof.length > 0 ? proof : undefined],
		["replay", one.replayCommand],
	];
	// JSON's strings and lists are YAML's, too.
	const yaml = facts.flatMap(([key, value]) =>
		value === undefined ? [] : [`  ${key}: ${JSON.stringify(value)}`],
	);
	return [head, "  ---", ...yaml, "  ..."];
}

/** A `#` would begin a directive: an engine called `x # SKIP` is not skipped. */
function plain(text: string): string {
	return text.replace(/[\\#]/g, "\\$&").trim();
}
