import { z } from "zod";

/**
 * Verdict of a check or drill about an engine. The harness's own failure is never one of these:
 * it is an `error` of the run.
 */
export const verdictSchema = z.enum([
	"pass",
	"fail",
	"crashed",
	"hung",
	"not-applicable",
	"could-not-run",
]);
export type Verdict = z.infer<typeof verdictSchema>;

/** Verdicts that mean: the engine broke a property. */
export const failingVerdicts: ReadonlySet<Verdict> = new Set<Verdict>(["fail", "crashed", "hung"]);

export const gateVerdictSchema = z.enum(["pass", "fail", "inconclusive"]);
export type GateVerdict = z.infer<typeof gateVerdictSchema>;

/** Verdict of a whole run. */
export const runVerdictSchema = z.enum(["pass", "fail", "inconclusive", "error"]);
export type RunVerdict = z.infer<typeof runVerdictSchema>;
