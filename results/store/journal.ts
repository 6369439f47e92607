import {
	closeSync,
	existsSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import type { CheckResult, RunRecord, SwapResult, WorkloadResult } from "../schema/index.ts";
import { sealed } from "./seal.ts";

export const recordFile = "record.json";
export const journalFile = "journal.ndjson";

/** What a run appends as it goes, so that a kill loses at most what was running. */
export type JournalEntry =
	| { kind: "started"; command: string; profile: string; seed: number; startedAt: string }
	| { kind: "check"; engine: string; result: CheckResult }
	| { kind: "workload"; engine: string; result: WorkloadResult }
	| { kind: "swap"; engine: string; result: SwapResult }
	| { kind: "error"; where: string; message: string };

/**
 * The journal of one run: a line an entry, appended with one write each, so that a killed process
 * leaves whole lines and at most one cut one. It is not synced to disk a line: it survives the
 * death of the process, not that of the machine.
 */
export class Journal {
	readonly path: string;
	#descriptor: number | undefined;

	constructor(directory: string) {
		mkdirSync(directory, { recursive: true });
		this.path = join(directory, journalFile);
		this.#descriptor = openSync(this.path, "a", 0o644);
	}

	append(entry: JournalEntry): void {
		if (this.#descriptor === undefined) {
			throw new Error(`The journal ${this.path} is closed: nothing can be appended any more.`);
		}
		const line = Buffer.from(`${JSON.stringify(entry)}\n`);
		for (let written = 0; written < line.length; ) {
			written += writeSync(this.#descriptor, line, written);
		}
	}

	close(): void {
		if (this.#descriptor !== undefined) {
			closeSync(this.#descriptor);
			this.#descriptor = undefined;
		}
	}
}

/**
 * The entries of a journal. A last line that was cut off is left out and counted; a broken line in
 * the middle means that somebody else wrote into the file, and is refused.
 */
export function readJournal(path: string): { entries: JournalEntry[]; cutLines: number } {
	const lines = readFileSync(path, "utf8").split("\n");
	const tail = lines.pop() ?? "";
	const entries = lines.map((line, index): JournalEntry => {
		try {
			return JSON.parse(line);
		} catch {
			throw new Error(`${path}:${index + 1} is not JSON: something else wrote into the journal.`);
		}
	});
	return { entries, cutLines: tail === "" ? 0 : 1 };
}

/**
 * Writes the record beside its journal: whole or not at all, and on disk before it has its name.
 * Returns its path.
 */
export function writeRecord(directory: string, record: RunRecord): string {
	mkdirSync(directory, { recursive: true });
	const path = join(directory, recordFile);
	const temporary = `${path}.${process.pid}.tmp`;
	try {
		const descriptor = openSync(temporary, "w", 0o644);
		try {
			writeFileSync(descriptor, `${JSON.stringify(sealed(record), null, "\t")}\n`);
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
		renameSync(temporary, path);
	} catch (error) {
		if (existsSync(temporary)) {
			rmSync(temporary);
		}
		throw error;
	}
	const parent = openSync(directory, "r");
	try {
		fsyncSync(parent);
	} finally {
		closeSync(parent);
	}
	return path;
}
