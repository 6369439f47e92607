/** `assay report RECORD --format F`: a run's histograms as files that other tools plot. */
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { schemaVersion } from "../../../results/schema/index.ts";
import { exitCodes } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { demandFormats, writeExports } from "../exports.ts";
import { printJson, printResult } from "../output.ts";
import { readRecord } from "../read-record.ts";
import { Refusal } from "../refusal.ts";

export interface ReportOptions extends CommonOptions {
	readonly format: readonly string[] | undefined;
	/** Default: beside the record. */
	readonly out: string | undefined;
}

export async function reportCommand(given: string, options: ReportOptions): Promise<number> {
	const formats = demandFormats(options.format);
	if (formats.length === 0) {
		throw new Refusal("The command report needs a --format; see 'assay report --help'.");
	}
	const record = readRecord(given);
	const directory = resolve(options.out ?? (isDirectory(given) ? given : dirname(given)));
	const files = writeExports(record, formats, directory);
	if (options.json) await printJson({ schemaVersion, directory, files });
	else await printResult(files.join("\n"));
	return exitCodes.pass;
}

function isDirectory(path: string): boolean {
	return statSync(path).isDirectory();
}
