/** `assay merge RECORD...`: shards of a run, judged as the run that they are parts of. */
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../../../results/schema/index.ts";
import { writeRecord } from "../../../results/store/index.ts";
import { exitCodeFor, exitCodes, judge } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { exportRecord, printRecord } from "../execute.ts";
import { demandFormats } from "../exports.ts";
import { makeOutDirectory } from "../out-directory.ts";
import { say } from "../output.ts";
import { recordedProfile } from "../profile-file.ts";
import { isDirectory, readSealedRecord } from "../read-record.ts";
import { Refusal } from "../refusal.ts";
import { joined } from "./merge-records.ts";

export interface MergeOptions extends CommonOptions {
	readonly format: readonly string[] | undefined;
	readonly out: string;
}

export async function mergeCommand(
	given: readonly string[],
	options: MergeOptions,
): Promise<number> {
	const formats = demandFormats(options.format);
	const records = given.map((name) => ({ name, record: readSealedRecord(name) }));
	const result = joined(records, Date.now());
	if (typeof result === "string") throw new Refusal(`These can't be merged: ${result}.`);
	const { missing, notes } = result;
	const record = judged(result.record);
	const out = makeOutDirectory(options.out, "merge", record.seed);
	copyCases(given, out.path);
	writeRecord(out.path, record);
	await printRecord(record, options, out.path);
	for (const note of notes) say(`assay: ${note}.`);
	if (missing.length > 0) {
		const count = record.parts?.length ?? 0;
		const names = missing.map((index) => `${index}/${count + missing.length}`);
		say(`assay: incomplete: shard ${names.join(", ")} is missing, and nothing missing is passed.`);
	}
	await exportRecord(record, formats, out.path);
	// A part that was interrupted makes the whole incomplete; nobody interrupted this command.
	return record.complete || record.verdict === "fail"
		? exitCodeFor({ ...record, complete: true })
		: exitCodes.inconclusive;
}

function judged(record: RunRecord): RunRecord {
	const profile = recordedProfile(record);
	if (profile === undefined) {
		throw new Refusal(
			`These can't be merged: this Assay does not know the profile ${JSON.stringify(record.profile)}; use the Assay ${record.assayVersion} that made them.`,
		);
	}
	return { ...record, ...judge(record, profile) };
}

/** Case files are named by engine and check, and each check is in one part. */
function copyCases(given: readonly string[], out: string): void {
	for (const name of given) {
		const cases = join(isDirectory(name) ? name : join(name, ".."), "cases");
		if (existsSync(cases)) cpSync(cases, join(out, "cases"), { recursive: true });
	}
}
