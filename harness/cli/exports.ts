/** --format: files for pipelines and plotters, of a run that just ended or of a record. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	type ExportFile,
	type Extras,
	exportedCount,
	needsHistogram,
	type ReportFormat,
	reportFiles,
	reportFormats,
} from "../../results/report/index.ts";
import type { RunRecord } from "../../results/schema/index.ts";
import { readIds } from "./options.ts";
import { Refusal } from "./refusal.ts";
import { didYouMean } from "./suggest.ts";

/** `--format a,b --format c`, each once. */
export function demandFormats(values: readonly string[] | undefined): ReportFormat[] {
	const names = readIds("--format", values);
	const formats = names.map((name) => {
		const format = reportFormats.find((each) => each === name);
		if (format !== undefined) return format;
		const next = `known are ${reportFormats.join(", ")}`;
		throw new Refusal(`--format ${name} is unknown${didYouMean(name, reportFormats, next)}`);
	});
	return [...new Set(formats)];
}

export interface Written {
	readonly paths: readonly string[];
	/** Why a format was left out: without a number, plotters would have nothing to plot. */
	readonly problem?: string;
}

export async function writeExports(
	record: RunRecord,
	formats: readonly ReportFormat[],
	directory: string,
	extras: Extras = {},
): Promise<Written> {
	const hasNumbers = exportedCount(record) > 0;
	const wanted = formats.filter((format) => hasNumbers || !needsHistogram(format));
	const left = formats.filter((format) => !wanted.includes(format));
	try {
		const files = (
			await Promise.all(wanted.map((format) => reportFiles(record, format, extras)))
		).flat();
		const paths = writeFiles(files, directory);
		return left.length === 0 ? { paths } : { paths, problem: nothingToPlot(left) };
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new Refusal(`The record cannot be exported: ${error.message}; run again.`);
	}
}

/** Returns their paths. */
export function writeFiles(files: readonly ExportFile[], directory: string): string[] {
	try {
		if (files.length > 0) mkdirSync(directory, { recursive: true });
		return files.map(({ name, text }) => {
			const path = join(directory, name);
			writeFileSync(path, text);
			return path;
		});
	} catch (error) {
		if (!(error instanceof Error && "code" in error)) throw error;
		throw new Refusal(`${directory} cannot be written (${error.code}); name another with --out.`);
	}
}

function nothingToPlot(formats: readonly ReportFormat[]): string {
	return `No workload of this record has a latency histogram, so there is nothing to export as ${formats.join(", ")}; measure some with 'assay bench'.`;
}
