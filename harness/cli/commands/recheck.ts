/** `assay recheck RECORD`: the same gates again, from the record alone. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { parseRecord, type RunRecord } from "../../../results/schema/index.ts";
import { recordFile } from "../../../results/store/index.ts";
import { exitCodeFor, exitCodes, judge, profiles } from "../../gate/index.ts";
import { readRegularFile } from "../../preflight/index.ts";
import type { CommonOptions } from "../context.ts";
import { printRecord } from "../execute.ts";
import { say } from "../output.ts";
import { Refusal } from "../refusal.ts";

const recordBytesMax = 512 * 1024 * 1024;

export async function recheckCommand(given: string, options: CommonOptions): Promise<number> {
	const stored = readRecord(given);
	const profile = Object.values(profiles).find(({ name }) => name === stored.profile);
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

/** A record file, or the directory of a run. */
function readRecord(given: string): RunRecord {
	const file = readRegularFile(
		isDirectory(given) ? join(given, recordFile) : given,
		recordBytesMax,
	);
	if (!file.ok) {
		throw new Refusal(`Record ${given} ${file.reason}; name a ${recordFile} or its directory.`);
	}
	const parsed = parseRecord(new TextDecoder().decode(file.data));
	if (!parsed.ok) throw new Refusal(`Record ${given} cannot be used: ${parsed.message}`);
	return parsed.record;
}

function isDirectory(path: string): boolean {
	try {
		return statSync(path).isDirectory();
	} catch {
		return false;
	}
}
