import type { EngineConfig, HostJob } from "../contract/index.ts";

/** The job's defaults, then what the user gave, then the check; undefined removes a key. */
export function mergedConfig(job: HostJob, device: string, config: EngineConfig): EngineConfig {
	const base: EngineConfig = {
		device,
		block_size: job.blockBytes,
		capacity_blocks: job.capacityBlocks,
	};
	const merged = { ...base, ...job.engineConfig, ...config };
	return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}
