import { z } from "zod";
import { evidenceSchema } from "./check.ts";
import { verdictSchema } from "./verdict.ts";

/** Acknowledged writes over the drill's time, and when engines were handed over. */
export const swapTimelineSchema = z.object({
	binMs: z.number(),
	acknowledged: z.array(z.number()),
	/** When the gate closed for each hand-over, from the drill's start. */
	handOversMs: z.array(z.number()),
});
export type SwapTimeline = z.infer<typeof swapTimelineSchema>;

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
	/** The process was ended in the middle of swaps: stalls were not timed, and nothing is due. */
	survives: z.enum(["power-cut", "process-kill"]).optional(),
	durationMs: z.number(),
	timeline: swapTimelineSchema.optional(),
	evidence: evidenceSchema.optional(),
	replayCommand: z.string().optional(),
	details: z.record(z.string(), z.unknown()).optional(),
});
export type SwapResult = z.infer<typeof swapResultSchema>;
