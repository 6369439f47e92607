/** --format: files for other tools' plotters, of a run that just ended or of a record. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	type ExportFormat,
	exportedCount,
	exportFiles,
	exportFormats,
} from "../../results/report/index.ts";
import type { RunRecord } from "../../results/schema/index.ts";
import { exitCodes } from "../gate/index.ts";
import { readIds } from "./options.ts";
import { Refusal } from "./refusal.ts";
import { didYouMean } from "./suggest.ts";

/** `--format a,b --format c`, each once. */
export function demandFormats(values: readonly string[] | undefined): ExportFormat[] {
	const names = readIds("--format", values);
	const formats = names.map((name) => {
		const format = exportFormats.find((each) => each === name);
		if (format !== undefined) return format;
		const next = `known are ${exportFormats.join(", ")}`;
		throw new Refusal(`--format ${name} is unknown${didYouMean(name, exportFormats, next)}`);
	});
	return [...new Set(formats)];
}

/** Paths of what was written. Refuses a record without a number: empty files would plot nothing. */
export function writeExports(
	record: RunRecord,
	formats: readonly ExportFormat[],
	directory: string,
): string[] {
	try {
		if (exportedCount(record) === 0) {
			throw new Refusal(
				"No workload of this record has a latency histogram, so there is nothing to export; measure some with 'assay bench'.",
				exitCodes.inconclusive,
			);
		}
		const files = formats.flatMap((format) => exportFiles(record, format));
		mkdirSync(directory, { recursive: true });
		return files.map(({ name, text }) => {
			const path = join(directory, name);
			writeFileSync(path, text);
			return path;
		});
	} catch (error) {
		if (error instanceof RangeError) {
			throw new Refusal(`The record cannot be exported: ${error.message}; run again.`);
		}
		if (error instanceof Error && "code" in error) {
			throw new Refusal(`${directory} cannot be written (${error.code}); name another with --out.`);
		}
		throw error;
	}
}
