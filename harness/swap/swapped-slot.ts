import {
	EngineFailure,
	type EngineFile,
	type HostJob,
	type SwappedSlot,
} from "../contract/index.ts";
import { DrillPair } from "./drill-pair.ts";
import { judgeOutcome } from "./judge-outcome.ts";

const drainDeadlineMs = 10_000;

/**
 * The slot of a victim: a process that swaps until it is killed. Every other swap comes without a
 * flush ahead, so that the old engine has more to hand over.
 */
export function openSwappedSlot(job: HostJob, next: EngineFile): SwappedSlot {
	const fail = ({ message }: { message: string }) => {
		throw new EngineFailure(message);
	};
	const pair = new DrillPair(job, next, { manager: "epoch", drainDeadlineMs }, fail);
	pair.enableFirst();
	let swaps = 0;
	return {
		address: pair.slot.address,
		swap({ starts, ended }) {
			const outcome = pair.manager.swap(pair.other, {
				flushAhead: swaps++ % 2 === 0,
				handOverStarts: starts,
				handOverEnded: ({ stage, status }) => ended(stage === "done" ? 0 : status),
			});
			judgeOutcome(undefined, outcome).forEach(fail);
		},
	};
}
