/** A run's record, for the commands that work on one. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { parseRecord, type RunRecord } from "../../results/schema/index.ts";
import { recordFile } from "../../results/store/index.ts";
import { readRegularFile } from "../preflight/index.ts";
import { Refusal } from "./refusal.ts";

const recordBytesMax = 512 * 1024 * 1024;

/** A record file, or the directory of a run. */
export function readRecord(given: string): RunRecord {
	const path = isDirectory(given) ? join(given, recordFile) : given;
	const file = readRegularFile(path, recordBytesMax);
	if (!file.ok) {
		throw new Refusal(`Record ${given} ${file.reason}; name a ${recordFile} or its directory.`);
	}
	const parsed = parseRecord(new TextDecoder().decode(file.data));
	if (!parsed.ok) throw new Refusal(`Record ${given} cannot be used: ${parsed.message}`);
	return parsed.record;
}

export function isDirectory(path: string): boolean {
	try {
		return statSync(path).isDirectory();
	} catch {
		return false;
	}
}
