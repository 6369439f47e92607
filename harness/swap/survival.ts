import type { SwapResult } from "../../results/schema/index.ts";
import type { EngineDescriptor, SwapDrill, SwapSurvival } from "../contract/index.ts";
import type { Parties } from "./result.ts";

/** What both engines offer and promise: all that holds whichever of them serves. */
export function descriptorOfBoth(from: EngineDescriptor, to: EngineDescriptor): EngineDescriptor {
	const zeros = "absent-reads-zeros" as const;
	const shared = from.guarantees.filter((one) => one !== zeros && to.guarantees.includes(one));
	const mayReadZeros = [from, to].some(({ guarantees }) => guarantees.includes(zeros));
	return {
		...from,
		capabilities: from.capabilities.filter((one) => to.capabilities.includes(one)),
		// Absent blocks may read as zeros: a licence, not a promise.
		guarantees: mayReadZeros ? [...shared, zeros] : shared,
	};
}

/** The record's row of a drill whose process was ended. Stalls are not timed: callers die too. */
export function survivalResultOf(
	drill: SwapDrill,
	parties: Parties,
	{ outcome, swaps, acknowledgedWrites, reads, details }: SwapSurvival,
	durationMs: number,
): SwapResult {
	const { verdict, message } = outcome;
	const evidence = outcome.verdict === "fail" ? outcome.evidence : undefined;
	return {
		id: drill.id,
		...parties,
		verdict,
		message,
		count: swaps,
		...(drill.survives === undefined ? {} : { survives: drill.survives }),
		...(acknowledgedWrites > 0 ? { acknowledgedWrites, reads } : {}),
		// A round ends with its first finding: of a failure nobody has counted how much is lost.
		...(verdict === "pass" ? { lostWrites: 0, wrongReads: 0 } : {}),
		durationMs,
		...(evidence === undefined ? {} : { evidence }),
		details,
	};
}
