import type { EngineSlot } from "../ffi/slot.ts";
import type { SwapClients } from "../ffi/swap-client.ts";
import { findingOf } from "./client-finding.ts";
import { type JudgedHistory, type JudgeHistory, judgeClients } from "./client-history.ts";
import type { DrillPair } from "./drill-pair.ts";
import type { Fence } from "./fence.ts";
import type { Finding } from "./finding.ts";
import { leftovers, type ServedUse } from "./leftover.ts";

export interface Ended {
	readonly clients: SwapClients;
	readonly pair: DrillPair;
	readonly slot: EngineSlot;
	readonly fence: Fence;
	readonly attempts: readonly { readonly use: ServedUse }[];
}

/** [clients stopped] What a drill can find only at its end. */
export function judgeAtEnd(
	{ clients, pair, slot, fence, attempts }: Ended,
	judgeHistory: JudgeHistory | undefined,
): { judged: JudgedHistory | undefined; findings: Omit<Finding, "attempts">[] } {
	clients.audit();
	if (pair.reopen()) clients.audit();
	const findings: Omit<Finding, "attempts">[] = [];
	const late = fence.audit(slot.lane(0));
	if (late !== undefined) findings.push(late);
	const judged = judgeHistory === undefined ? undefined : judgeClients(clients, judgeHistory);
	if (judged?.kind === "violation") {
		findings.push({ kind: "wrong", message: `in the history, ${judged.message}` });
	}
	findings.push(...clients.findings().map(findingOf));
	for (const message of leftovers(attempts.map(({ use }) => use))) {
		findings.push({ kind: "leftover", message: `in the process of the drill, ${message}` });
	}
	return { judged, findings };
}
