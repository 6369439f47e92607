/** A stored comparison as a page: the one format there is of it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ReportFormat } from "../../../results/report/index.ts";
import { comparisonFileName, comparisonPage } from "../../../results/report/index.ts";
import { recordFile } from "../../../results/store/index.ts";
import { readRegularFile } from "../../preflight/index.ts";
import { type Written, writeFiles } from "../exports.ts";
import { comparisonFile, isDirectory } from "../read-record.ts";
import { Refusal } from "../refusal.ts";

const bytesMost = 64 * 1024 * 1024;
/** `kind` is the second key of what `assay compare` writes. */
const headBytes = 4096;

/** Undefined: this is no comparison. */
export async function comparisonHtml(given: string): Promise<string | undefined> {
	const isDirectoryOfOne = isDirectory(given) && !existsSync(join(given, recordFile));
	const path = isDirectoryOfOne ? join(given, comparisonFile) : given;
	if (isDirectory(path)) return undefined;
	const file = readRegularFile(path, bytesMost);
	if (!file.ok) return undefined;
	const head = new TextDecoder().decode(file.data.subarray(0, headBytes));
	if (!/"kind"\s*:\s*"comparison"/.test(head)) return undefined;
	const page = await comparisonPage(new TextDecoder().decode(file.data));
	if (page === undefined) return undefined;
	if ("html" in page) return page.html;
	throw new Refusal(`Comparison ${given} cannot be used: ${page.problem}; compare again.`);
}

export function writeComparison(
	given: string,
	html: string,
	formats: readonly ReportFormat[],
	directory: string,
): Written {
	const others = formats.filter((format) => format !== "html");
	if (others.length > 0) {
		throw new Refusal(
			`${given} is a comparison, which is reported as html and not as ${others.join(", ")}; its numbers are in ${comparisonFile}.`,
		);
	}
	return { paths: writeFiles([{ name: comparisonFileName, text: html }], directory) };
}
