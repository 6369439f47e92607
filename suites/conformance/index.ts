import type { Check } from "../../harness/contract/index.ts";
import { afterRefusals } from "./after-refusals.ts";
import { batchChecks } from "./batch.ts";
import { batchFailureChecks } from "./batch-failures.ts";
import { besideOthers } from "./beside-others.ts";
import { callerBufferChecks } from "./caller-buffers.ts";
import { configChecks } from "./config.ts";
import { configCapacity } from "./config-capacity.ts";
import { alikeIds } from "./data-alike.ts";
import { outOfRange, wrongLength } from "./data-arguments.ts";
import { absentBlock, readAfterWrite, zeroBlock } from "./data-basic.ts";
import { buffersAreTheCallers, guardedBuffers, unalignedBuffers } from "./data-buffers.ts";
import { deleteAbsent, deleteHides } from "./data-delete.ts";
import { hugeOffsets, largeIds, largeOffsets } from "./data-large.ts";
import { manyBlocks } from "./data-many.ts";
import { deviceContentChecks } from "./device-contents.ts";
import { everyWay } from "./every-way.ts";
import { fallbackSameData } from "./fallback.ts";
import { leaseChecks } from "./lease.ts";
import { leaseRules } from "./lease-errors.ts";
import { lifecycleChecks } from "./lifecycle.ts";
import { limitChecks } from "./limits.ts";
import { logChecks } from "./log.ts";
import { metricsChecks } from "./metrics.ts";
import { modelChecks } from "./model/index.ts";
import { descriptorLeak, threadsAndChildren } from "./process-leaks.ts";
import { memoryLeak } from "./process-memory.ts";
import { directIo, surroundings } from "./process-surroundings.ts";
import { queueChecks } from "./queue.ts";
import { queueLongChecks } from "./queue-long.ts";
import { counters } from "./stats.ts";
import { failuresAreNoSuccesses } from "./stats-failures.ts";
import { latency } from "./stats-latency.ts";
import { usedBytes } from "./stats-used.ts";
import { swapChecks } from "./swap.ts";
import { swapAgainChecks } from "./swap-again.ts";
import { standbyChecks } from "./swap-standby.ts";
import { swapWaysIn } from "./swap-ways-in.ts";
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
	afterRefusals,
	guardedBuffers,
	buffersAreTheCallers,
	unalignedBuffers,
	largeOffsets,
	hugeOffsets,
	largeIds,
	alikeIds,
	everyWay,
	manyBlocks,
	...limitChecks,
	...batchChecks,
	...batchFailureChecks,
	...leaseChecks,
	leaseRules,
	...queueChecks,
	...queueLongChecks,
	...modelChecks,
	counters,
	failuresAreNoSuccesses,
	usedBytes,
	latency,
	...metricsChecks,
	...telemetryChecks,
	...callerBufferChecks,
	...logChecks,
	fallbackSameData,
	...lifecycleChecks,
	besideOthers,
	...configChecks,
	configCapacity,
	...deviceContentChecks,
	...swapChecks,
	...standbyChecks,
	...swapAgainChecks,
	swapWaysIn,
	descriptorLeak,
	threadsAndChildren,
	memoryLeak,
	surroundings,
	directIo,
];
