import type { CheckContext, EngineConfig, OpenOutcome } from "../../harness/contract/index.ts";
import { errno } from "../model/errno.ts";

const busyWaits = 100;
const busyWaitMs = 20;

/**
 * Opens the engine after its former process was killed. The kernel may still be tearing that down
 * (io_uring does so later than the exit): its locks are no fault of the engine that finds them.
 */
export function openAgain(context: CheckContext, config: EngineConfig): OpenOutcome {
	let opened = context.open(config);
	for (let wait = 0; wait < busyWaits && !opened.ok && opened.status === -errno.EBUSY; wait++) {
		context.sleepMs(busyWaitMs);
		opened = context.open(config);
	}
	return opened;
}
