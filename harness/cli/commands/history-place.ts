/** Which history: kept apart from its use, because every command's options are read. */
import { join } from "node:path";
// Not by way of the room's index: every command line is parsed with this, and few need a store.
import { placeOf } from "../../../results/store/place.ts";
import { StoreError } from "../../../results/store/problem.ts";
import { Refusal } from "../refusal.ts";
import { type Arguments, isSet, one, outOf } from "../typed.ts";

const historyFile = "history.sqlite";

/** --history, ASSAY_HISTORY (a password is better there), or a file among the results. */
export function historyPlace(typed: Arguments): string {
	return placeBeside(outOf(typed), typed);
}

/** Undefined with --no-history. */
export function keptPlace(typed: Arguments): string | undefined {
	const out = outOf(typed);
	if (!isSet(typed, "no-history")) return placeBeside(out, typed);
	if (one(typed, "history") === undefined) return undefined;
	throw new Refusal("--history and --no-history exclude each other; give one of them.");
}

function placeBeside(out: string, typed: Arguments): string {
	const asked = one(typed, "history") ?? (process.env.ASSAY_HISTORY || undefined);
	if (asked === undefined) return join(out, historyFile);
	try {
		placeOf(asked);
	} catch (error) {
		if (error instanceof StoreError) throw new Refusal(error.message);
		throw error;
	}
	return asked;
}
