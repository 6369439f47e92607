/** Every run goes into a history; whatever becomes of that, the run's own result stands. */
import { join } from "node:path";
import { type RunRecord, shellWord } from "../../../results/schema/index.ts";
import {
	type Entry,
	entryOfComparison,
	entryOfRecord,
	openHistory,
	recordFile,
	StoreError,
	textOf,
	withoutPassword,
} from "../../../results/store/index.ts";
import { assayWords } from "../assay-words.ts";
import { say } from "../output.ts";

/** A server that takes the connection and never answers must not keep a finished run waiting. */
const keepMsMax = 60_000;

export async function keepRun(
	record: RunRecord,
	directory: string,
	place: string | undefined,
): Promise<void> {
	if (place === undefined) return;
	await keep(entryOfRecord(record, textOf(record)), join(directory, recordFile), place);
}

export async function keepComparison(
	document: object,
	file: string,
	place: string | undefined,
): Promise<void> {
	if (place === undefined) return;
	const entry = entryOfComparison(document, textOf(document));
	if (typeof entry === "string") say(`assay: ${file} is kept, and not in the history: ${entry}.`);
	else await keep(entry, file, place);
}

/** `file`: where the run is whatever happens here. */
async function keep(entry: Entry, file: string, place: string): Promise<void> {
	try {
		await within(keepMsMax, place, add(entry, place));
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		say(`assay: this run is not in the history, its verdict stands. ${reason}`);
		const words = ["history", "import", file, "--history", withoutPassword(place)];
		const command = [assayWords(), ...words.map(shellWord)].join(" ");
		say(`assay: its record is kept; later: ${command}`);
	}
}

async function add(entry: Entry, place: string): Promise<void> {
	const history = await openHistory(place, { create: true });
	try {
		await history.add([entry]);
	} finally {
		await history.close();
	}
}

async function within(limitMs: number, place: string, act: Promise<void>): Promise<void> {
	const late = Promise.withResolvers<never>();
	const sentence = `The history ${withoutPassword(place)} did not answer within ${limitMs / 1000} s.`;
	const timer = setTimeout(() => late.reject(new StoreError("unreachable", sentence)), limitMs);
	try {
		await Promise.race([act, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
