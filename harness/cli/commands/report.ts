/** `assay report RECORD... --format F`: records as files for pipelines and plotters. */
import { basename, dirname, resolve } from "node:path";
import type { Extras } from "../../../results/report/index.ts";
import { type RunRecord, schemaVersion } from "../../../results/schema/index.ts";
import { exitCodes } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { demandFormats, type Written, writeExports } from "../exports.ts";
import { printJson, printResult, say } from "../output.ts";
import { isDirectory, readRecord } from "../read-record.ts";
import { Refusal } from "../refusal.ts";
import { withHistory } from "./history-open.ts";
import { comparisonHtml, writeComparison } from "./report-comparison.ts";
import { seriesOfRecord } from "./report-history.ts";

export interface ReportOptions extends CommonOptions {
	readonly format: readonly string[] | undefined;
	/** Default: beside the record. */
	readonly out: string | undefined;
	/** Where the series of a page's section on history come from; undefined: it has none. */
	readonly history: string | undefined;
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
	if (options.history !== undefined && !formats.includes("html")) {
		throw new Refusal("--history is about --format html, whose page shows series; leave it out.");
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
				: await writeExports(record, formats, directory, await extrasOf(record, options)),
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

/** A history is opened only for who names one: a record is reported without as well. */
async function extrasOf(record: RunRecord, { history: place }: ReportOptions): Promise<Extras> {
	if (place === undefined) return {};
	const history = await withHistory(place, async (open) => await seriesOfRecord(open, record));
	return { history };
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
