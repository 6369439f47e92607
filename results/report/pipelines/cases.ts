import type { EngineResult, GateResult, RunRecord } from "../../schema/index.ts";
import { again } from "../next.ts";
import { sentences } from "../sentences.ts";
import { safe } from "../text.ts";
import { missingCases } from "./missing.ts";
import {
	evidenceOf,
	known,
	named,
	type Outcome,
	outcomeOf,
	type ReportCase,
} from "./report-case.ts";
import { swapCase } from "./swap-case.ts";
import { workloadCase } from "./workload-case.ts";

/**
 * Everything that a record concludes or owes, as one list: each format writes the same cases under
 * the same names. In the order of the record: the run, then each engine with its gates.
 */
export function reportCases(record: RunRecord): ReportCase[] {
	const known = new Set(record.engines.map(({ name }) => name));
	return [
		runCase(record),
		...record.errors.map(({ where, message }) => ({
			...base("", "error", "errors", where),
			...{ title: "failure of Assay itself", verdict: "error", outcome: "errored" as const },
			message: safe(message),
		})),
		...record.gates.filter(({ engine }) => !known.has(engine)).map(gateCase),
		...record.engines.flatMap((engine) => engineCases(record, engine)),
	];
}

const outcomes: readonly Outcome[] = ["failed", "errored", "unshown", "skipped", "passed"];
const kinds: readonly ReportCase["kind"][] = [
	...(["run", "error", "preflight", "swap", "check", "workload", "gate"] as const),
];
const verdicts: readonly string[] = ["crashed", "hung", "fail", "failed"];

/** What broke before what was not shown; the run's verdict leads, gates sum up what precedes. */
export function worstFirst(cases: readonly ReportCase[]): ReportCase[] {
	const rank = ({ outcome, kind, verdict }: ReportCase): number => {
		const severity = verdicts.includes(verdict) ? verdicts.indexOf(verdict) : verdicts.length;
		return (
			outcomes.indexOf(outcome) * 1000 +
			(kind === "run" ? 0 : kind === "gate" ? 900 : 100 + severity * 10 + kinds.indexOf(kind))
		);
	};
	return [...cases].sort((a, b) => rank(a) - rank(b));
}

/** `engine` as `named` has it, and that once: a long name that is cut twice is another name. */
function base(engine: string, kind: ReportCase["kind"], group: string, name: string) {
	return { engine, kind, group: safe(group, 100), name: named(name) };
}

/** Always there: without it a record of nothing would be a report without a failure. */
function runCase(record: RunRecord): ReportCase {
	const { verdict, complete, startedAt, endedAt } = record;
	const took = Date.parse(endedAt) - Date.parse(startedAt);
	const failed = verdict === "fail" ? "failed" : "errored";
	return {
		...base("", "run", "run", "run.verdict"),
		title: "verdict of the run",
		verdict,
		outcome: verdict === "pass" && complete ? "passed" : failed,
		message: complete
			? sentences[verdict]
			: `${sentences[verdict]}; interrupted, the rest is missing`,
		...(known(took) ? { durationMs: took } : {}),
	};
}

function engineCases(record: RunRecord, engine: EngineResult): ReportCase[] {
	const cases = [
		...record.gates.filter((gate) => gate.engine === engine.name).map(gateCase),
		...preflightCases(engine),
		...engine.checks.map((check) => ({
			...base(named(engine.name), "check", check.family, check.id),
			title: safe(check.title),
			verdict: check.verdict,
			outcome: outcomeOf[check.verdict],
			message: safe(check.message),
			...(known(check.durationMs) ? { durationMs: check.durationMs } : {}),
			numbers: known(check.operations) ? { operations: check.operations } : {},
			...evidenceOf(check.evidence, check.replayCommand),
		})),
		...engine.workloads.map((one) => repeatable(record, one.id, workloadCase(engine, one))),
		...engine.swaps.map((swap) => repeatable(record, swap.id, swapCase(engine, swap))),
		...missingCases(record, engine),
	];
	return engine.role === "baseline" ? cases.map(unjudged) : cases;
}

/** What failed and has no case file is run again by its id. */
function repeatable(record: RunRecord, id: string, one: ReportCase): ReportCase {
	if (one.outcome !== "failed" || one.replayCommand !== undefined) return one;
	return { ...one, replayCommand: again(record, "assay", id) };
}

function gateCase(gate: GateResult): ReportCase {
	const isHard = gate.severity === "hard";
	const bad = isHard ? ({ fail: "failed", inconclusive: "errored" } as const) : undefined;
	return {
		...base(gate.engine === "" ? "" : named(gate.engine), "gate", "gates", gate.id),
		title: isHard ? "gate" : "advisory gate",
		verdict: gate.result,
		outcome: gate.result === "pass" ? "passed" : (bad?.[gate.result] ?? "unshown"),
		message:
			`${isHard ? "" : "(advisory) "}${safe(gate.observed, 200)}; ` +
			`asked: ${safe(gate.threshold, 200)}. ${safe(gate.message)}`,
	};
}

/** Only what speaks against the engine; warnings and notes are in SARIF. */
function preflightCases(engine: EngineResult): ReportCase[] {
	return engine.findings
		.filter(({ severity }) => severity === "refusal" || severity === "failure")
		.map(({ id, severity, message }) => ({
			...base(named(engine.name), "preflight", "preflight", id),
			title: "finding in the file, before it was loaded",
			verdict: severity,
			outcome: "failed",
			message: safe(message),
		}));
}

/** A baseline is measured and swapped, not judged: no red line but for swaps and gates. */
function unjudged(one: ReportCase): ReportCase {
	const isJudged = one.kind === "gate" || one.kind === "swap" || one.verdict === "missing";
	return isJudged || one.outcome !== "failed"
		? one
		: { ...one, outcome: "unshown", message: `(baseline, not judged) ${one.message}` };
}
