import type { Check } from "../../harness/contract/index.ts";
import { batchChecks } from "./batch.ts";
import { batchFailureChecks } from "./batch-failures.ts";
import { configChecks } from "./config.ts";
import { configCapacity } from "./config-capacity.ts";
import { outOfRange, wrongLength } from "./data-arguments.ts";
import { absentBlock, readAfterWrite, zeroBlock } from "./data-basic.ts";
import { buffersAreTheCallers, guardedBuffers, unalignedBuffers } from "./data-buffers.ts";
import { deleteAbsent, deleteHides } from "./data-delete.ts";
import { largeIds, largeOffsets } from "./data-large.ts";
import { manyBlocks } from "./data-many.ts";
import { fallbackSameData } from "./fallback.ts";
import { leaseChecks } from "./lease.ts";
import { leaseRules } from "./lease-errors.ts";
import { lifecycleChecks } from "./lifecycle.ts";
import { logChecks } from "./log.ts";
import { modelChecks } from "./model/index.ts";
import { descriptorLeak, threadsAndChildren } from "./process-leaks.ts";
import { memoryLeak } from "./process-memory.ts";
import { directIo, surroundings } from "./process-surroundings.ts";
import { queueChecks } from "./queue.ts";
import { counters } from "./stats.ts";
import { failuresAreNoSuccesses } from "./stats-failures.ts";
import { latency } from "./stats-latency.ts";
import { usedBytes } from "./stats-used.ts";
import { swapChecks } from "./swap.ts";
import { standbyChecks } from "./swap-standby.ts";
import { telemetryChecks } from "./telemetry.ts";

/** What the header asks of every engine, told from single calls; simplest first. */
export const conformanceChecks: readonly Check[] = [
	readAfterWrite,
	absentBlock,
	zeroBlock,
	deleteHides,
	deleteAbsent,
	wrongLength,
	outOfRange,
	guardedBuffers,
	buffersAreTheCallers,
	unalignedBuffers,
	largeOffsets,
	largeIds,
	manyBlocks,
	...batchChecks,
	...batchFailureChecks,
	...leaseChecks,
	leaseRules,
	...queueChecks,
	...modelChecks,
	counters,
	failuresAreNoSuccesses,
	usedBytes,
	latency,
	...telemetryChecks,
	...logChecks,
	fallbackSameData,
	...lifecycleChecks,
	...configChecks,
	configCapacity,
	...swapChecks,
	...standbyChecks,
	descriptorLeak,
	threadsAndChildren,
	memoryLeak,
	surroundings,
	directIo,
];
