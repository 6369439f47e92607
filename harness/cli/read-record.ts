/** A run's record, for the commands that work on one. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseRecord, type RunRecord } from "../../results/schema/index.ts";
import { brokenSeal, recordFile } from "../../results/store/index.ts";
import { readRegularFile } from "../preflight/index.ts";
import { Refusal } from "./refusal.ts";

export const comparisonFile = "comparison.json";
export const recordBytesMax = 512 * 1024 * 1024;

/** A record file, or the directory of a run. */
export function readRecord(given: string): RunRecord {
	return demandRecord(given, readText(given));
}

/** The same, refused if it was changed after it was written. */
export function readSealedRecord(given: string): RunRecord {
	const text = readText(given);
	const record = demandRecord(given, text);
	demandSeal(given, JSON.parse(text));
	return record;
}

export function readText(given: string): string {
	const path = isDirectory(given) ? join(given, recordFile) : given;
	const file = readRegularFile(path, recordBytesMax);
	if (!file.ok) {
		throw new Refusal(`Record ${given} ${file.reason}; name a ${recordFile} or its directory.`);
	}
	return new TextDecoder().decode(file.data);
}

export function demandRecord(given: string, text: string): RunRecord {
	const result = parseRecord(text);
	if (!result.ok) throw new Refusal(`Record ${given} cannot be used: ${result.message}`);
	return result.record;
}

export function demandSeal(given: string, document: object): void {
	const broken = brokenSeal(document);
	if (broken === undefined) return;
	throw new Refusal(`Record ${given} cannot be used: ${broken}; take the original.`);
}

/** The directory of a run holds its record, or that of a comparison its document. */
export function documentFile(given: string): string {
	if (!isDirectory(given)) return given;
	const comparison = join(given, comparisonFile);
	return existsSync(comparison) ? comparison : join(given, recordFile);
}

export function isDirectory(path: string): boolean {
	try {
		return statSync(path).isDirectory();
	} catch {
		return false;
	}
}
