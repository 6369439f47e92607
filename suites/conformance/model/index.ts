import type { Capability, Check } from "../../../harness/contract/index.ts";
import { storesData } from "../../model/applies.ts";
import { coreLetters, type Letter } from "./alphabet.ts";
import { batchLetters, leaseLetters, queueLetters } from "./capability-letters.ts";
import { runSequences } from "./property.ts";

function modelCheck(
	id: string,
	title: string,
	needs: readonly Capability[],
	letters: readonly Letter[],
): Check {
	return {
		id,
		title,
		needs,
		appliesTo: storesData,
		depth: "quick",
		run: (context) => runSequences(context, letters),
	};
}

/** Random sequences against the reference model; the last word on what single checks miss. */
export const modelChecks: readonly Check[] = [
	modelCheck(
		"data.model",
		"Any sequence of single operations and reopens behaves as the reference model",
		[],
		coreLetters,
	),
	modelCheck(
		"batch.model",
		"Any sequence of single and batch operations behaves as the reference model",
		["batch"],
		[...coreLetters, ...batchLetters],
	),
	modelCheck(
		"lease.model",
		"Any sequence of operations with leases held across it behaves as the reference model",
		["lease"],
		[...coreLetters, ...leaseLetters],
	),
	modelCheck(
		"queue.model",
		"Any sequence of single and queued operations behaves as the reference model",
		["queue"],
		[...coreLetters, ...queueLetters],
	),
];
