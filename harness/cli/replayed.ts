/** What replaying a case showed: k of n runs, and the kept history judged again. Pure. */
import { type CheckResult, failingVerdicts, type RunRecord } from "../../results/schema/index.ts";
import { historyFromKept } from "../../suites/model/history-kept.ts";
import { judgeHistory } from "../../suites/model/judge.ts";
import { shrinkViolation } from "../../suites/model/shrink.ts";
import { describeViolation } from "../../suites/model/shrink-sentence.ts";
import type { CaseFile, Profile } from "../contract/index.ts";
import { exitCodes, judge } from "../gate/index.ts";

export interface Replayed {
	readonly times: number;
	readonly failed: number;
	/** Of the kept history; undefined where the case keeps none. */
	readonly rejudged: "violation" | "linearizable" | "undecided" | undefined;
	readonly rejudgedMessage: string;
}

export function replayedOf(record: RunRecord, content: CaseFile): Replayed {
	const checks = record.engines[0]?.checks ?? [];
	const failed = checks.filter(({ verdict }) => failingVerdicts.has(verdict)).length;
	const { rejudged, rejudgedMessage } = judgeAgain(content);
	return { times: checks.length, failed, rejudged, rejudgedMessage };
}

function judgeAgain({ history }: CaseFile): Pick<Replayed, "rejudged" | "rejudgedMessage"> {
	if (history === undefined) return { rejudged: undefined, rejudgedMessage: "" };
	const whole = historyFromKept(history);
	const judgement = judgeHistory(whole);
	switch (judgement.kind) {
		case "violation": {
			const { violation } = judgement;
			const smallest = shrinkViolation(whole, violation);
			const idOf = (block: number) => history.blocks[block] ?? block;
			const { sentence } = describeViolation(whole, smallest, violation, idOf);
			return { rejudged: judgement.kind, rejudgedMessage: sentence };
		}
		case "undecided":
			return { rejudged: judgement.kind, rejudgedMessage: judgement.message };
		case "linearizable":
			return {
				rejudged: judgement.kind,
				rejudgedMessage: "an order of the operations explains it: this Assay finds no fault in it",
			};
	}
}

/**
 * The record of all the runs as that of one check: the first failing run, told how often it failed.
 * `countsHistory`: the kept history is of the build that ran, so that it is evidence, too.
 */
export function collapsedRecord(
	record: RunRecord,
	profile: Profile,
	replayed: Replayed,
	countsHistory: boolean,
): RunRecord {
	const [engine] = record.engines;
	const checks = engine?.checks ?? [];
	const [first] = checks;
	if (engine === undefined || first === undefined) return record;
	const isFailing = ({ verdict }: CheckResult) => failingVerdicts.has(verdict);
	const shown = checks.find(isFailing) ?? first;
	const open = checks.find(({ verdict }) => verdict !== "pass");
	const isShown = countsHistory && replayed.rejudged === "violation";
	const lines = [timesText(replayed), rejudgedText(replayed, countsHistory), shown.message];
	const check: CheckResult = {
		...shown,
		verdict: isFailing(shown) ? shown.verdict : isShown ? "fail" : (open ?? shown).verdict,
		message: lines.filter((line) => line !== "").join("; "),
		evidence: { ...shown.evidence, details: { ...shown.evidence?.details, replayed } },
	};
	const collapsed = { ...record, engines: [{ ...engine, checks: [check] }] };
	const { gates, verdict } = judge(collapsed, profile);
	return { ...collapsed, gates, verdict };
}

export function timesText({ failed, times }: Replayed): string {
	return `failed ${failed} of ${times} ${times === 1 ? "time" : "times"}`;
}

export function rejudgedText(
	{ rejudged, rejudgedMessage }: Replayed,
	countsHistory: boolean,
): string {
	if (rejudged === undefined) return "";
	const whose = countsHistory ? "" : " (history of the recorded build)";
	return `re-judged${whose}: ${rejudged}: ${rejudgedMessage}`;
}

export function replayExitCode(
	record: RunRecord,
	{ failed, rejudged }: Replayed,
	countsHistory: boolean,
): number {
	if (!record.complete) return exitCodes.interrupted;
	if (failed > 0 || (countsHistory && rejudged === "violation")) return exitCodes.fail;
	if (record.errors.length > 0) return exitCodes.error;
	const checks = record.engines[0]?.checks ?? [];
	const passed = checks.length > 0 && checks.every(({ verdict }) => verdict === "pass");
	const isOpen = countsHistory && rejudged === "undecided";
	return passed && !isOpen ? exitCodes.pass : exitCodes.inconclusive;
}
