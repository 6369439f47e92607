import type { Check, VictimScript } from "../../harness/contract/index.ts";
import {
	duringFlush,
	duringFormat,
	duringHandOver,
	duringRecovery,
	duringShutdown,
} from "./acts.ts";
import {
	acknowledged,
	atomicBlocks,
	batches,
	concurrentWriters,
	prefixRecovery,
	queued,
} from "./changes.ts";
import { powercutVictim } from "./victim.ts";

export const powercutChecks: readonly Check[] = [
	acknowledged,
	concurrentWriters,
	batches,
	queued,
	atomicBlocks,
	prefixRecovery,
	duringFlush,
	duringShutdown,
	duringHandOver,
	duringFormat,
	duringRecovery,
];
export const powercutVictims: readonly VictimScript[] = [powercutVictim];
