import type { Check, VictimScript } from "../../harness/contract/index.ts";
import {
	duringFlush,
	duringFormat,
	duringHandOver,
	duringRecovery,
	duringShutdown,
} from "./acts.ts";
import { atomicBlocks } from "./atomic.ts";
import { acknowledged, batches, concurrentWriters, prefixRecovery, queued } from "./changes.ts";
import { deviceFull, eioFlush, eioRead, eioWrite, failedInitialize } from "./device-faults.ts";
import { failedActivation } from "./failed-activation.ts";
import { fullFileSystem } from "./full.ts";
import { largeSectors } from "./sectors.ts";
import { slowDevice } from "./slow.ts";
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
	eioFlush,
	eioWrite,
	eioRead,
	deviceFull,
	failedInitialize,
	failedActivation,
	slowDevice,
	largeSectors,
	fullFileSystem,
];
export { survivedSwaps } from "./swap-drills.ts";
export const powercutVictims: readonly VictimScript[] = [powercutVictim];
