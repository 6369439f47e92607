/** A run's record, for the commands that work on one. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { parseRecord, type RunRecord } from "../../results/schema/index.ts";
import { brokenSeal, recordFile } from "../../results/store/index.ts";
import { readRegularFile } from "../preflight/index.ts";
import { Refusal } from "./refusal.ts";

const recordBytesMax = 512 * 1024 * 1024;

/** A record file, or the directory of a run. */
export function readRecord(given: string): RunRecord {
	return parsed(given, readText(given));
}

/** The same, refused if it was changed after it was written. */
export function readSealedRecord(given: string): RunRecord {
	const text = readText(given);
	const record = parsed(given, text);
	const broken = brokenSeal(JSON.parse(text));
	if (broken === undefined) return record;
	throw new Refusal(`Record ${given} cannot be used: ${broken}; take the original.`);
}

function readText(given: string): string {
	const path = isDirectory(given) ? join(given, recordFile) : given;
	const file = readRegularFile(path, recordBytesMax);
	if (!file.ok) {
		throw new Refusal(`Record ${given} ${file.reason}; name a ${recordFile} or its directory.`);
	}
	return new TextDecoder().decode(file.data);
}

function parsed(given: string, text: string): RunRecord {
	const result = parseRecord(text);
	if (!result.ok) throw new Refusal(`Record ${given} cannot be used: ${result.message}`);
	return result.record;
}

export function isDirectory(path: string): boolean {
	try {
		return statSync(path).isDirectory();
	} catch {
		return false;
	}
}
