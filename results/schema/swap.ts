import { z } from "zod";
import { evidenceSchema } from "./check.ts";
import { verdictSchema } from "./verdict.ts";

/** All swaps of a drill in one direction pair. */
export const swapResultSchema = z.object({
	id: z.string(),
	from: z.string(),
	to: z.string(),
	verdict: verdictSchema,
	message: z.string(),
	/** Swaps that happened; a drill with fewer than asked for is no pass. */
	count: z.number(),
	acknowledgedWrites: z.number().optional(),
	reads: z.number().optional(),
	lostWrites: z.number().optional(),
	wrongReads: z.number().optional(),
	/** The longest gap between two acknowledged writes of one writer around a swap. */
	stallNsMax: z.number().optional(),
	stallNsP50: z.number().optional(),
	durationMs: z.number(),
	evidence: evidenceSchema.optional(),
	replayCommand: z.string().optional(),
	details: z.record(z.string(), z.unknown()).optional(),
});
export type SwapResult = z.infer<typeof swapResultSchema>;
