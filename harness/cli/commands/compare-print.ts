/** A comparison on stdout: as JSON, or for people. */
import type { ComparisonData, ComparisonVerdict } from "../../../results/compare/index.ts";
import {
	type ComparisonOptions,
	nextComparison,
	renderComparison,
} from "../../../results/report/index.ts";
import { assayWords } from "../assay-words.ts";
import type { CommonOptions } from "../context.ts";
import { columnsOf, printJson, printResult, wantsColor } from "../output.ts";

export async function printComparison(
	document: object,
	data: ComparisonData,
	judged: ComparisonVerdict,
	{ json, noColor }: CommonOptions,
	where: Pick<ComparisonOptions, "baseline" | "candidate" | "outDirectory">,
): Promise<void> {
	const color = wantsColor(noColor, process.stdout);
	const columns = columnsOf(process.stdout);
	const shown = { ...where, color, columns, assay: assayWords() };
	const nextCommand = nextComparison(judged, shown);
	const { outDirectory } = where;
	if (json) await printJson({ ...document, outDirectory, nextCommand });
	else await printResult(renderComparison(data, judged, shown));
}
