import type { Check, VictimScript } from "../../harness/contract/index.ts";
import { batchFault } from "./batch-faults.ts";
import { faultsOfChanges, faultsOfReads } from "./every-way.ts";
import { flushError } from "./flush-error.ts";
import { flushUnderLimit } from "./flush-victim.ts";
import { descriptorLimit, lockedMemoryLimit } from "./limits.ts";
import { failedWriteStaysFailed, fileSizeLimit } from "./size-limit.ts";
import { truncatedTarget } from "./truncated.ts";
import { statsAndHealth } from "./truth.ts";

/** What the engine says and keeps while its device or its process's limits fail it. */
export const faultChecks: readonly Check[] = [
	fileSizeLimit,
	flushError,
	failedWriteStaysFailed,
	batchFault,
	faultsOfChanges,
	truncatedTarget,
	faultsOfReads,
	statsAndHealth,
	descriptorLimit,
	lockedMemoryLimit,
];

export const faultVictims: readonly VictimScript[] = [flushUnderLimit];
