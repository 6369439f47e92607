import type { EngineFile, HostJob, SwapDrill } from "../contract/index.ts";
import type { EngineSlot } from "../ffi/slot.ts";
import type { BoardShape } from "./board.ts";
import { PluginManager } from "./manager.ts";
import type { SwapManager } from "./outcome.ts";
import { SleepingManager } from "./sleeping-manager.ts";

/** Of a writer's blocks so many rest after a hand-over. */
const restingPerWriter = 16;

/** Thousands of times what the target holds: the next engine must refuse it and leave no trace. */
export function impossibleConfig(job: HostJob) {
	return { capacity_blocks: job.capacityBlocks * 4096 };
}

export function boardShape(job: HostJob, drill: SwapDrill, next: EngineFile): BoardShape {
	const spare = job.capacityBlocks - drill.writers * drill.blocksPerWriter - 1;
	return {
		writers: drill.writers,
		readers: drill.readers,
		blocksPerWriter: drill.blocksPerWriter,
		// Beside the swaps each rehearsal, twice, and as often back again.
		attempts: drill.swaps + 12,
		resting: Math.min(restingPerWriter, drill.blocksPerWriter >> 1),
		firstId: job.seed % (spare + 1),
		blockBytes: job.blockBytes,
		epoch: job.seed >>> 0,
		absentReadsZeros: [job.engine, next].some((file) =>
			file.descriptor.guarantees.includes("absent-reads-zeros"),
		),
		seed: job.seed,
	};
}

export function createManager(job: HostJob, drill: SwapDrill, slot: EngineSlot): SwapManager {
	const base = {
		device: job.target.path,
		block_size: job.blockBytes,
		capacity_blocks: job.capacityBlocks,
	};
	const options = {
		slot,
		blockBytes: job.blockBytes,
		config: { ...base, ...job.engineConfig },
		deadlines: { drainMs: drill.drainDeadlineMs, quiesceMs: drill.drainDeadlineMs },
	};
	return drill.manager === "epoch" ? new PluginManager(options) : new SleepingManager(options);
}
