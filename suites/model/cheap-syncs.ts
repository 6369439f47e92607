import type { CheckContext, EngineConfig, Target } from "../../harness/contract/index.ts";
import { Session } from "./session.ts";

/** Room for metadata of any kind; what is not written takes no memory. */
const sizeBytes = 48 << 20;

export interface CheapSyncs {
	readonly target: Target;
	readonly config: EngineConfig & { readonly device: string; readonly capacity_blocks: number };
}

/**
 * A target in memory that the engine opens, for hundreds of commits: on a disk each may take
 * milliseconds. Undefined: there is none, or the engine refuses it, as one may that wants O_DIRECT
 * where an older kernel has none for files in memory.
 */
export function cheapSyncs(context: CheckContext, blocks: number): CheapSyncs | undefined {
	const target = context.target.inMemory(sizeBytes);
	const fitting = Math.floor(sizeBytes / 5 / context.blockBytes);
	if (target === undefined || fitting < blocks) return undefined;
	const config = { device: target.path, capacity_blocks: blocks };
	const opened = context.open(config);
	if (!opened.ok) return undefined;
	opened.engine.shutdown();
	target.renew();
	return { target, config };
}

/** There, or on the check's own target, made new, where there is none. */
export function openOn(context: CheckContext, cheap: CheapSyncs | undefined): Session {
	context.target.renew();
	return new Session(context, cheap === undefined ? {} : { config: cheap.config });
}
