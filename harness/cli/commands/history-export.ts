/** `assay history export`: every run that fits as a line of NDJSON, to stdout or into a file. */
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { firstLine, lastLine, type RunFilter, runLine } from "../../../results/store/index.ts";
import { exitCodes } from "../../gate/index.ts";
import { printResult, say } from "../output.ts";
import { Refusal } from "../refusal.ts";
import { withHistory } from "./history-open.ts";
import { counted } from "./history-text.ts";

export async function exportCommand(
	place: string,
	filter: RunFilter,
	file: string | undefined,
): Promise<number> {
	return await withHistory(place, async (history) => {
		const output = outputOf(file);
		try {
			const runs = (await history.runs(filter)).reverse();
			await output.line(firstLine());
			let count = 0;
			for (const { kind, runId } of runs) {
				const text = await history.recordText(runId);
				// Removed meanwhile.
				if (text === undefined) continue;
				await output.line(runLine(kind, runId, text));
				count++;
			}
			await output.line(lastLine(count));
			output.finish();
			say(`assay: exported ${counted(count)} of ${history.place}`);
			return exitCodes.pass;
		} catch (error) {
			output.discard();
			throw error;
		}
	});
}

interface Output {
	line(text: string): Promise<void>;
	finish(): void;
	discard(): void;
}

/** A file is there whole or not at all. */
function outputOf(file: string | undefined): Output {
	if (file === undefined || file === "-") {
		return { line: printResult, finish: () => {}, discard: () => {} };
	}
	const temporary = `${file}.${process.pid}.tmp`;
	let descriptor: number;
	try {
		descriptor = openSync(temporary, "wx", 0o644);
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : error;
		throw new Refusal(`${file} cannot be written (${code}); name another file.`);
	}
	return {
		async line(text) {
			const bytes = Buffer.from(`${text}\n`);
			for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
		},
		finish() {
			closeSync(descriptor);
			renameSync(temporary, file);
		},
		discard() {
			closeSync(descriptor);
			rmSync(temporary, { force: true });
		},
	};
}
