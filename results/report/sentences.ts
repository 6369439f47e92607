import type { RunVerdict } from "../schema/index.ts";

/** A run's verdict in words, the same in every report. */
export const sentences: Record<RunVerdict, string> = {
	pass: "every gate passes",
	fail: "at least one gate fails",
	inconclusive: "nothing failed, but not everything was shown",
	error: "Assay itself failed: no verdict about the engines",
};
