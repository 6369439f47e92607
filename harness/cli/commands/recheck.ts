/** `assay recheck RECORD`: the same gates again, from the record alone. */
import { exitCodeFor, exitCodes, judge } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { printRecord } from "../execute.ts";
import { say } from "../output.ts";
import { recordedProfile } from "../profile-file.ts";
import { readRecord } from "../read-record.ts";
import { Refusal } from "../refusal.ts";

export async function recheckCommand(given: string, options: CommonOptions): Promise<number> {
	const stored = readRecord(given);
	const profile = recordedProfile(stored);
	if (profile === undefined) {
		throw new Refusal(
			`Record ${given} was made with the profile ${JSON.stringify(stored.profile)}, which this Assay does not know; use the Assay ${stored.assayVersion} that made it.`,
		);
	}
	const { gates, verdict } = judge(stored, profile);
	const record = { ...stored, gates, verdict };
	await printRecord(record, options, undefined);
	if (verdict !== stored.verdict) {
		say(`assay: the record says ${stored.verdict}, and its own results say ${verdict}.`);
		return exitCodeFor(record) || exitCodes.fail;
	}
	return exitCodeFor(record);
}
