/** `assay history import`: runs from record files, directories of runs and exported histories. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { schemaVersion } from "../../../results/schema/index.ts";
import { type Entry, type History, readLine } from "../../../results/store/index.ts";
import { exitCodes } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { printJson, printResult, say } from "../output.ts";
import { documentFile } from "../read-record.ts";
import { entryOfFile, entryOfStored } from "./history-entry.ts";
import { withHistory } from "./history-open.ts";
import { counted } from "./history-text.ts";

/** So many runs are one transaction. */
const batchRuns = 100;

interface Tally {
	added: number;
	/** Whole, but there already. */
	known: number;
	readonly problems: string[];
}

export async function importCommand(
	files: readonly string[],
	place: string,
	options: CommonOptions,
): Promise<number> {
	return await withHistory(
		place,
		async (history) => {
			const tally: Tally = { added: 0, known: 0, problems: [] };
			for (const given of files) await importFile(history, documentFile(given), tally);
			for (const problem of tally.problems) say(`assay: ${problem}`);
			const { added, known, problems } = tally;
			const document = { schemaVersion, history: history.place, added, known, problems };
			const kept = known > 0 ? `; ${known} were there already` : "";
			if (options.json) await printJson(document);
			else await printResult(`${counted(added)} added to ${history.place}${kept}`);
			return problems.length > 0 ? exitCodes.usage : exitCodes.pass;
		},
		{ create: true },
	);
}

async function importFile(history: History, path: string, tally: Tally): Promise<void> {
	if (await isExport(path)) {
		await importLines(history, path, tally);
		return;
	}
	const entry = entryOfFile(path);
	if (typeof entry === "string") tally.problems.push(`${path} is not imported: ${entry}.`);
	else await add(history, [entry], tally);
}

async function isExport(path: string): Promise<boolean> {
	try {
		for await (const line of linesOf(path)) return readLine(line).kind === "first";
	} catch {
		// What can't be read is told of by who reads it as a record.
	}
	return false;
}

async function importLines(history: History, path: string, tally: Tally): Promise<void> {
	const batch: Entry[] = [];
	const problem = (at: number, reason: string) =>
		tally.problems.push(`${path}:${at} is not imported: ${reason}.`);
	let number = 0;
	let runs = 0;
	let isOpen = false;
	for await (const line of linesOf(path)) {
		number++;
		const read = readLine(line);
		if (read.kind === "first") {
			if (isOpen) problem(number, "a history begins here, and the one before has no end");
			isOpen = true;
			runs = 0;
		} else if (read.kind === "record") {
			runs++;
			const entry = entryOfStored(read.record, read.text);
			if (typeof entry === "string") problem(number, entry);
			else batch.push(entry);
		} else if (read.kind === "end") {
			if (read.runs !== runs) problem(number, `it ends after ${read.runs} runs, and has ${runs}`);
			isOpen = false;
		} else {
			runs++;
			problem(number, read.reason);
		}
		if (batch.length >= batchRuns) await add(history, batch.splice(0), tally);
	}
	await add(history, batch, tally);
	if (isOpen) problem(number, "the history ends here without its last line: the file was cut off");
}

function linesOf(path: string): AsyncIterable<string> {
	const input = createReadStream(path, { encoding: "utf8" });
	return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

async function add(history: History, entries: readonly Entry[], tally: Tally): Promise<void> {
	const added = entries.length === 0 ? 0 : await history.add(entries);
	tally.added += added;
	tally.known += entries.length - added;
}
