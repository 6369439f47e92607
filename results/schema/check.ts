import { z } from "zod";
import { verdictSchema } from "./verdict.ts";

/** One call into the engine, as the flight recorder or a counterexample shows it. */
export const operationSchema = z.object({
	call: z.string(),
	/** Block id in decimal: ids go up to 2^64-1, beyond what a JSON number holds. */
	id: z.string(),
	length: z.number(),
	/** 0 or a negative errno; absent when the call never returned. */
	status: z.number().optional(),
	lane: z.number().optional(),
});
export type Operation = z.infer<typeof operationSchema>;

/** One of the operations whose order in time is what broke; the clock starts anywhere. */
export const laneSchema = z.object({
	/** Whose lane: `client 2`, or `at the end`. */
	who: z.string(),
	what: z.string(),
	startNs: z.number(),
	/** Absent: its outcome is unknown, it may still be under way. */
	endNs: z.number().optional(),
});
export type Lane = z.infer<typeof laneSchema>;

export const evidenceSchema = z.object({
	/** The smallest failing sequence found, one readable line an operation. */
	counterexample: z.array(z.string()).optional(),
	/** The same operations in time, where clients ran side by side. */
	lanes: z.array(laneSchema).optional(),
	/** What fast-check needs to walk to the same counterexample again. */
	replay: z.object({ seed: z.number(), path: z.string() }).optional(),
	expected: z.string().optional(),
	found: z.string().optional(),
	/** The last calls before a crash or hang, oldest first. */
	lastOperations: z.array(operationSchema).optional(),
	exitCode: z.number().optional(),
	signal: z.string().optional(),
	/** The end of what the host process wrote to stderr. */
	stderrTail: z.string().optional(),
	/** Case file relative to the run's output directory. */
	caseFile: z.string().optional(),
	details: z.record(z.string(), z.unknown()).optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const checkResultSchema = z.object({
	id: z.string(),
	family: z.string(),
	title: z.string(),
	verdict: verdictSchema,
	/** One sentence: what was shown, or what broke, or why it did not run. */
	message: z.string(),
	durationMs: z.number(),
	/** Calls into the engine that the verdict rests on. */
	operations: z.number().optional(),
	evidence: evidenceSchema.optional(),
	/** One command that reproduces a failure. */
	replayCommand: z.string().optional(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;
