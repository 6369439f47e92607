/** `assay recheck RECORD`: the same verdict again, from the record alone. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { brokenSeal, recordFile } from "../../../results/store/index.ts";
import { exitCodeFor, exitCodes, judge } from "../../gate/index.ts";
import { readRegularFile } from "../../preflight/index.ts";
import type { CommonOptions } from "../context.ts";
import { printRecord } from "../execute.ts";
import { say } from "../output.ts";
import { recordedProfile } from "../profile-file.ts";
import { isDirectory, readRecord } from "../read-record.ts";
import { Refusal } from "../refusal.ts";
import { recheckComparison } from "./recheck-comparison.ts";

const comparisonFile = "comparison.json";
const recordBytesMax = 512 * 1024 * 1024;

export async function recheckCommand(given: string, options: CommonOptions): Promise<number> {
	const path = fileOf(given);
	const document = readDocument(path);
	const isComparison = document !== undefined && Reflect.get(document, "kind") === "comparison";
	if (isComparison) demandSeal(document, given);
	if (isComparison) return await recheckComparison(document, path, options);
	const stored = readRecord(path);
	if (document !== undefined) demandSeal(document, given);
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

/** The directory of a run, or of a comparison. */
function fileOf(given: string): string {
	if (!isDirectory(given)) return given;
	const comparison = join(given, comparisonFile);
	return existsSync(comparison) ? comparison : join(given, recordFile);
}

/** Undefined: it is not to be read, or no JSON object; what is wrong with it is told elsewhere. */
function readDocument(path: string): object | undefined {
	const file = readRegularFile(path, recordBytesMax);
	if (!file.ok) return undefined;
	try {
		const value: unknown = JSON.parse(new TextDecoder().decode(file.data));
		return typeof value === "object" && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}

function demandSeal(document: object, given: string): void {
	const broken = brokenSeal(document);
	if (broken === undefined) return;
	throw new Refusal(`Record ${given} cannot be used: ${broken}; take the original.`);
}
