import type { EngineFile, HostJob, SwapDrill } from "../contract/index.ts";
import type { EngineSlot } from "../ffi/slot.ts";
import type { BoardShape } from "./board.ts";
import type { Rehearsal } from "./judge-outcome.ts";
import { PluginManager } from "./manager.ts";
import type { SwapManager, SwapOptions } from "./outcome.ts";
import { SleepingManager } from "./sleeping-manager.ts";

/** Of a writer's blocks so many rest after a hand-over. */
const restingPerWriter = 16;

/** What the manager is asked to do differently in a rehearsal. */
export function differently(rehearsal: Rehearsal | undefined, job: HostJob): SwapOptions {
	switch (rehearsal) {
		case undefined:
			return {};
		case "initialize":
			// Thousands of times what the target holds: it must refuse that and leave no trace.
			return { config: { capacity_blocks: job.capacityBlocks * 4096 } };
		case "unprepared":
			return { flushAhead: false };
		case "fail-activation":
		case "by-force":
			return { rehearsal };
	}
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

export function createManager(
	job: HostJob,
	drill: Pick<SwapDrill, "manager" | "drainDeadlineMs">,
	slot: EngineSlot,
): SwapManager {
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

export function isThreadSafe(files: readonly EngineFile[]): boolean {
	return files.every(({ descriptor }) => descriptor.guarantees.includes("thread-safe"));
}

/** Without a durability guarantee blocks end with bse_shutdown. */
export function isDurable(files: readonly EngineFile[]): boolean {
	return files.every(({ descriptor }) =>
		descriptor.guarantees.some((name) => name.startsWith("durable-")),
	);
}

/** With either engine as the one to come in: by force is a swap, the others must not be. */
export async function rehearseAll(
	target: HostJob["target"]["kind"],
	swaps: () => number,
	attempt: (rehearsal: Rehearsal | undefined) => Promise<void>,
): Promise<void> {
	const rehearsals = rehearsalsOn(target);
	for (const rehearsal of [...rehearsals, ...rehearsals]) {
		const before = swaps();
		await attempt(rehearsal);
		// An engine that takes over without writing can't be made to fail: back again.
		if (rehearsal !== "by-force" && swaps() > before) await attempt(undefined);
	}
}

/** By force comes last: it is a swap, and the round after it is for the other direction. */
function rehearsalsOn(target: HostJob["target"]["kind"]): readonly Rehearsal[] {
	// Writes to a block device can't be made to fail by a limit.
	const onFiles: readonly Rehearsal[] = target === "file" ? ["fail-activation"] : [];
	return [...onFiles, "initialize", "by-force"];
}
