/** `assay recheck RECORD`: the same verdict again, from the record alone. */
import { dirname, resolve } from "node:path";
import { exitCodeFor, exitCodes, judge } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { printRecord } from "../execute.ts";
import { say } from "../output.ts";
import { recordedProfile } from "../profile-file.ts";
import { demandRecord, demandSeal, documentFile, readText } from "../read-record.ts";
import { Refusal } from "../refusal.ts";
import { jsonObject, recheckComparison } from "./recheck-comparison.ts";

export async function recheckCommand(given: string, options: CommonOptions): Promise<number> {
	const path = documentFile(given);
	const text = readText(path);
	const document = jsonObject(text);
	if (document !== undefined && Reflect.get(document, "kind") === "comparison") {
		demandSeal(given, document);
		return await recheckComparison(document, path, options);
	}
	const stored = demandRecord(path, text);
	if (document !== undefined) demandSeal(given, document);
	const profile = recordedProfile(stored);
	if (profile === undefined) {
		throw new Refusal(
			`Record ${given} was made with the profile ${JSON.stringify(stored.profile)}, which this Assay does not know; use the Assay ${stored.assayVersion} that made it.`,
		);
	}
	const { gates, verdict } = judge(stored, profile);
	const record = { ...stored, gates, verdict };
	await printRecord(record, options, dirname(resolve(path)));
	if (verdict !== stored.verdict) {
		say(`assay: the record says ${stored.verdict}, and its own results say ${verdict}.`);
		return exitCodeFor(record) || exitCodes.fail;
	}
	if (JSON.stringify(gates) !== JSON.stringify(stored.gates)) {
		say("assay: the record's gates are not the ones that its own results give; see above.");
		return exitCodeFor(record) || exitCodes.fail;
	}
	return exitCodeFor(record);
}
