/** `assay report RECORD... --format F`: records as files for pipelines and plotters. */
import { basename, dirname, resolve } from "node:path";
import { schemaVersion } from "../../../results/schema/index.ts";
import { exitCodes } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { demandFormats, type Written, writeExports } from "../exports.ts";
import { printJson, printResult, say } from "../output.ts";
import { isDirectory, readRecord } from "../read-record.ts";
import { Refusal } from "../refusal.ts";
import { comparisonHtml, writeComparison } from "./report-comparison.ts";

export interface ReportOptions extends CommonOptions {
	readonly format: readonly string[] | undefined;
	/** Default: beside the record. */
	readonly out: string | undefined;
}

/** The exit code is that of the writing: a record of a failing run is reported as well as any. */
export async function reportCommand(
	given: readonly string[],
	options: ReportOptions,
): Promise<number> {
	const formats = demandFormats(options.format);
	if (formats.length === 0) {
		throw new Refusal("The command report needs a --format; see 'assay report --help'.");
	}
	const comparisons = await Promise.all(given.map(comparisonHtml));
	const records = given.map((each, index) =>
		comparisons[index] === undefined ? readRecord(each) : undefined,
	);
	const directories = outDirectories(given, options.out);
	const written: Written[] = [];
	for (const [index, record] of records.entries()) {
		const [directory = "", html = ""] = [directories[index], comparisons[index]];
		written.push(
			record === undefined
				? writeComparison(given[index] ?? "", html, formats, directory)
				: await writeExports(record, formats, directory),
		);
	}
	const files = written.flatMap(({ paths }) => paths);
	const problems = written.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
	for (const problem of new Set(problems)) say(`assay: ${problem}`);
	const [directory] = directories;
	const where = directories.length === 1 ? { directory } : { directories };
	if (options.json) await printJson({ schemaVersion, ...where, files });
	else if (files.length > 0) await printResult(files.join("\n"));
	return problems.length > 0 ? exitCodes.inconclusive : exitCodes.pass;
}

/** Beside each record, or below --out: one record's files there, several each in their own. */
function outDirectories(given: readonly string[], out: string | undefined): string[] {
	const own = given.map((each) => resolve(isDirectory(each) ? each : dirname(each)));
	const below = (directory: string) => (given.length === 1 ? "" : basename(directory));
	const directories =
		out === undefined ? own : own.map((directory) => resolve(out, below(directory)));
	const twin = directories.findIndex((each, index) => directories.indexOf(each) !== index);
	if (twin !== -1) {
		throw new Refusal(
			`Records ${given[directories.indexOf(directories[twin] ?? "")]} and ${given[twin]} would both be written to ${directories[twin]}; report them one at a time, each with its own --out.`,
		);
	}
	return directories;
}
