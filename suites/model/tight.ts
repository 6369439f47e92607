import type { CheckContext, EngineConfig } from "../../harness/contract/index.ts";
import { Session } from "./session.ts";

/** From hardly more than the data to what every honest engine has room in. */
const steps = [1.0625, 1.125, 1.25, 1.5, 2, 2.5, 3, 4, 6, 10, 16, 32, 64];
/** A superblock, and what else has no size of its own. */
const leastBytes = 64 << 10;
/** On the very smallest, a log copies all of its blocks for every few writes. */
const slack = 1.125;

/**
 * The size of a target on which the engine has little to spare beside the blocks that it is asked
 * for, so that logs compact, slots are used again and journals come round after a few dozen writes
 * and not after megabytes. Found by asking: "more than fits the device" is refused. Never more than
 * `mostBytes`. The check's target is renewed. Undefined: the target keeps its size, or every one
 * was refused.
 * Not covered: an engine that keeps spare room by its capacity, whatever the device's size.
 */
export function tightBytes(
	context: CheckContext,
	config: EngineConfig & { readonly capacity_blocks: number },
	mostBytes: number,
): number | undefined {
	const { target } = context;
	if (!target.resizable) return undefined;
	const blockBytes = typeof config.block_size === "number" ? config.block_size : context.blockBytes;
	const dataBytes = config.capacity_blocks * blockBytes;
	try {
		for (const step of steps) {
			const bytes = wholePages(dataBytes * step + leastBytes);
			if (wholePages(bytes * slack) >= mostBytes) return undefined;
			target.renew();
			target.truncate(bytes);
			const opened = context.open({ ...config });
			if (!opened.ok) continue;
			opened.engine.shutdown();
			return wholePages(bytes * slack);
		}
		return undefined;
	} finally {
		target.renew();
	}
}

/** An engine with so few blocks, or all that the run has, on a target of its tight size. */
export function openTight(context: CheckContext, blocks: number): Session {
	const { target } = context;
	const config = { capacity_blocks: Math.min(blocks, context.capacityBlocks) };
	const bytes = tightBytes(context, config, target.sizeBytes);
	target.renew();
	if (bytes !== undefined) target.truncate(bytes);
	return new Session(context, { config });
}

/** What a device may have for a size: whole pages. */
export function wholePages(bytes: number): number {
	return Math.ceil(bytes / 4096) * 4096;
}
