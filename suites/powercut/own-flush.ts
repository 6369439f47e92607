import type { CutDrill, Scene } from "./drill.ts";
import { noMix } from "./run.ts";

/** Flushes that nobody asked for, one of which is cut, have at least so many writes to save. */
const coveringLeast = 3;

/**
 * Nobody asks for a flush: those that come are the engine's own, when a log compacts, a journal
 * comes round or a map is written for want of room. What they switch to may be there, and nothing
 * else.
 */
export function ownFlushScene({ random }: CutDrill): Scene {
	return {
		act: "writes",
		writers: 1,
		mix: { ...noMix, write: 1 },
		steps: 400,
		cutAt: 1 + random.below(3),
		covering: coveringLeast + random.below(3),
		survival: "newest",
	};
}
