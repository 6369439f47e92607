import {
	EngineFailure,
	type EngineFile,
	type HostJob,
	type SwappedSlot,
} from "../contract/index.ts";
import { EngineSlot } from "../ffi/slot.ts";
import { judgeOutcome } from "./judge-outcome.ts";
import { EnableRefused } from "./outcome.ts";
import { pairIds } from "./plugin-id.ts";
import { createManager, isThreadSafe } from "./setup.ts";

const drainDeadlineMs = 10_000;

/**
 * The slot of a victim: a process that swaps until it is killed. Every other swap comes without a
 * flush ahead, so that the old engine has more to hand over.
 */
export function openSwappedSlot(job: HostJob, next: EngineFile): SwappedSlot {
	const files = [job.engine, next];
	const slot = EngineSlot.create({ serialize: !isThreadSafe(files) });
	const manager = createManager(job, { manager: "epoch", drainDeadlineMs }, slot);
	const [from, to] = pairIds(job.engine.descriptor, next.descriptor);
	manager.register(job.engine, from);
	manager.register(next, to);
	try {
		manager.enable(from);
	} catch (error) {
		if (error instanceof EnableRefused) throw new EngineFailure(error.message);
		throw error;
	}
	let swaps = 0;
	return {
		address: slot.address,
		swap({ starts, ended }) {
			const outcome = manager.swap(manager.serving?.id === from ? to : from, {
				flushAhead: swaps++ % 2 === 0,
				handOverStarts: starts,
				handOverEnded: ({ stage, status }) => ended(stage === "done" ? 0 : status),
			});
			const [wrong] = judgeOutcome(undefined, outcome);
			if (wrong !== undefined) throw new EngineFailure(wrong.message);
		},
	};
}
