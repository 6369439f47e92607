import { mismatchNames } from "../ffi/index.ts";
import type { SwapClients } from "../ffi/swap-client.ts";
import type { SwapPacer } from "../ffi/swap-pacer.ts";
import { findingOf } from "./client-finding.ts";
import { type JudgedHistory, type JudgeHistory, judgeClients } from "./client-history.ts";
import type { DrillPair } from "./drill-pair.ts";
import type { Fence } from "./fence.ts";
import type { Finding } from "./finding.ts";
import { leftovers, type ServedUse } from "./leftover.ts";
import { statusText } from "./status-text.ts";

export interface Ended {
	readonly clients: SwapClients;
	readonly pair: DrillPair;
	readonly fence: Fence;
	readonly pacer: SwapPacer;
	readonly attempts: readonly { readonly use: ServedUse }[];
}

/** [clients stopped] What a drill can find only at its end. */
export function judgeAtEnd(
	{ clients, pair, fence, pacer, attempts }: Ended,
	judgeHistory: JudgeHistory | undefined,
): { judged: JudgedHistory | undefined; findings: Omit<Finding, "attempts">[] } {
	clients.audit();
	if (pair.reopen()) clients.audit();
	const findings: Omit<Finding, "attempts">[] = [];
	const late = fence.audit(pair.slot.lane(0));
	if (late !== undefined) findings.push(late);
	findings.push(...pacedFindings(pacer));
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

/** The open-loop caller's own: no swap may disturb it, and its last write must be there. */
function pacedFindings({ ended, shape }: SwapPacer): Omit<Finding, "attempts">[] {
	const { failed, status, lost } = ended;
	const block = shape.blockId;
	const findings: Omit<Finding, "attempts">[] = [];
	if (failed > 0) {
		const found = statusText(status);
		const message = `${failed} writes of block ${block} at a fixed rate failed, first with ${found}`;
		findings.push({ kind: "error", message, block, found });
	}
	if (lost !== 0) {
		const found = lost < 0 ? statusText(lost) : (mismatchNames[lost] ?? `mismatch ${lost}`);
		const message = `block ${block} after the load: expected the last write at a fixed rate`;
		findings.push({ kind: "lost", message: `${message}, found ${found}`, block, found });
	}
	return findings;
}
