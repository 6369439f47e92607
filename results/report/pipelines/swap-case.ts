import type { EngineResult, SwapResult } from "../../schema/index.ts";
import { stepsOf } from "../evidence.ts";
import { safe } from "../text.ts";
import { swapName } from "./missing.ts";
import {
	evidenceOf,
	known,
	knownNumbers,
	named,
	outcomeOf,
	type ReportCase,
} from "./report-case.ts";

/** A drill in one direction; lost or wrong data fails it, whatever its own verdict. */
export function swapCase(engine: EngineResult, swap: SwapResult): ReportCase {
	const { count, acknowledgedWrites, reads, lostWrites, wrongReads, durationMs } = swap;
	const wrong = [
		...(lostWrites === undefined || lostWrites === 0 ? [] : [`${lostWrites} writes lost`]),
		...(wrongReads === undefined || wrongReads === 0 ? [] : [`${wrongReads} reads wrong`]),
	];
	return {
		...{ engine: named(engine.name), kind: "swap", group: "swaps" },
		name: named(swapName(swap)),
		title: `hot swap, ${safe(swap.from, 200)} to ${safe(swap.to, 200)}`,
		verdict: swap.verdict,
		outcome: wrong.length > 0 ? "failed" : outcomeOf[swap.verdict],
		message: [safe(swap.message), ...wrong].join("; "),
		...(known(durationMs) ? { durationMs } : {}),
		numbers: knownNumbers({
			...{ swaps: count, acknowledgedWrites, reads, lostWrites, wrongReads },
			...{ stallNsMax: swap.stallNsMax, stallNsP50: swap.stallNsP50 },
		}),
		...evidenceOf(swap.evidence, swap.replayCommand, stepsOf.drill),
	};
}
