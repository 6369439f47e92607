import type { SwapResult } from "../../results/schema/index.ts";
import { evidenceOf, failed, type Parties, worstFirst } from "./result.ts";
import type { SickDrill } from "./sick-drill.ts";

/** Entries of the fallback's log that the record shows. */
const entriesShown = 20;

export function sickResultOf(drill: SickDrill, parties: Parties, durationMs: number): SwapResult {
	const { load, degradation, outcomes, inapplicable } = drill;
	const findings = worstFirst(drill.findings);
	const [first] = findings;
	const swapped = outcomes.flatMap((one) => (one.kind === "swapped" ? [one.handOver] : []));
	const { events, log, failedOver } = degradation;
	const passed =
		`${swapped.length} sick engines replaced, ${events.length} times degraded or recovered; ` +
		`${load.failed} operations failed, ${load.servedByFallback} served by the fallback; of ` +
		`${load.acknowledged} acknowledged and ${load.auditor.reads} read nothing was lost`;
	const lost = findings.filter(({ kind }) => kind === "lost").length;
	const wrong = findings.filter(({ kind, block }) => kind === "wrong" && block !== undefined);
	return {
		id: drill.drill.id,
		...parties,
		verdict: first !== undefined ? "fail" : inapplicable === undefined ? "pass" : "not-applicable",
		message: first !== undefined ? failed(first, findings.length) : (inapplicable ?? passed),
		count: swapped.length,
		acknowledgedWrites: load.acknowledged,
		reads: load.auditor.reads,
		lostWrites: lost,
		wrongReads: wrong.length,
		// One caller, which swaps itself: nobody waits but at the gate.
		...(swapped.length === 0
			? {}
			: { stallNsMax: Math.max(...swapped.map(({ openedNs, closedNs }) => openedNs - closedNs)) }),
		durationMs,
		...(first === undefined ? {} : { evidence: evidenceOf(first, findings) }),
		details: {
			degradation: events,
			failedOver,
			servedByFallback: load.servedByFallback,
			refused: load.refused,
			fallbackLog: log.slice(0, entriesShown),
		},
	};
}
