import type { Check, CheckContext } from "../../harness/contract/index.ts";
import { couldNotRun } from "./applies.ts";

/** Blocks that the checks take for granted: fixed ids, neighbours, a batch, a bitmap's words. */
export const blocksNeeded = 256;

/**
 * Blocks of this size that any honest engine has room for: a log in two halves with a header for
 * each small block takes four times its capacity, and a superblock or two.
 */
export function blocksWithRoom(context: CheckContext, blockBytes: number): number {
	return Math.floor(context.target.sizeBytes / 4.5 / blockBytes);
}

/** A target that the user made smaller is no engine's fault: then nothing is judged. */
export function withRoom(checks: readonly Check[]): Check[] {
	return checks.map((check) => ({
		...check,
		run(context) {
			if (context.capacityBlocks >= blocksNeeded) return check.run(context);
			return couldNotRun(
				`the target offers ${context.capacityBlocks} blocks, the check needs ${blocksNeeded}: raise capacity_blocks or take a larger target`,
			);
		},
	}));
}
