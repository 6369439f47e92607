import type { HandOverRehearsal } from "../ffi/slot.ts";
import type { Finding } from "./finding.ts";
import type { SwapOutcome, SwapStage } from "./outcome.ts";
import type { Retirement } from "./running.ts";
import { statusText } from "./status-text.ts";

/**
 * What is done differently in some attempts, to meet what seldom happens.
 * `initialize`: the next engine is given a configuration that it must refuse, and
 * `fail-activation`: it can't write to the device while it takes over. Either way the old engine
 * must go on serving.
 * `by-force`: the old engine is not asked to quiesce, and must be fenced nevertheless.
 * `unprepared`: the old engine is not flushed before the gate closes, so that it has all the more
 * to hand over, and to lose.
 */
export type Rehearsal = "initialize" | "unprepared" | HandOverRehearsal;

/** The stage at which it must fail; the others must succeed. */
const expectedFailure: Partial<Record<Rehearsal, SwapStage>> = {
	initialize: "initialize",
	"fail-activation": "activate",
};

type Verdict = Omit<Finding, "attempts">;

export function describeOutcome(outcome: SwapOutcome): string {
	return `${outcome.from} -> ${outcome.to}, ${outcome.kind}`;
}

/** What is wrong with how an attempt went: nothing, or one finding and more. Pure. */
export function judgeOutcome(rehearsal: Rehearsal | undefined, outcome: SwapOutcome): Verdict[] {
	if (outcome.kind === "swapped") {
		const who = `${outcome.from}, replaced by ${outcome.to},`;
		// Replaced by force, an engine may end with an error.
		return judgeRetirement(outcome.retirement, who, rehearsal !== "by-force");
	}
	const { stage, status, message, handOver, from } = outcome;
	const verdicts: Verdict[] = [];
	const expected = rehearsal && expectedFailure[rehearsal];
	if (stage !== expected) {
		const what = rehearsal ? `the swap rehearsed with ${rehearsal}` : "the swap";
		const words = message ? ` ("${message}")` : "";
		const reason = status === undefined ? words : `: ${statusText(status)}${words}`;
		const where = `${what} (${describeOutcome(outcome)}) failed at ${stage}`;
		verdicts.push({ kind: "swap", message: `${where}${reason}`, found: stage });
	}
	if (handOver !== undefined && handOver.rollbackStatus !== 0) {
		const found = statusText(handOver.rollbackStatus);
		const failed = `after a failed swap ${from} could not be made active again: ${found}`;
		verdicts.push({ kind: "swap", message: failed, expected: "status 0", found });
	}
	return verdicts;
}

/** `cleanly`: its shutdown has nothing left that could fail. */
export function judgeRetirement(retirement: Retirement, who: string, cleanly = true): Verdict[] {
	const { shutdownStatus, unloading } = retirement;
	const verdicts: Verdict[] = [];
	if (shutdownStatus !== 0 && cleanly) {
		const found = statusText(shutdownStatus);
		const message = `${who} failed to shut down: ${found}`;
		verdicts.push({ kind: "retirement", message, expected: "status 0", found });
	}
	if (unloading === "still-mapped") {
		const message = `${who} claims to be unload-safe but is still mapped after dlclose`;
		verdicts.push({ kind: "retirement", message, expected: "unmapped", found: "mapped" });
	}
	return verdicts;
}
