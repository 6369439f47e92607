/** Reports: pure functions from a run record to text. */
export { type ComparisonOptions, nextComparison, renderComparison } from "./comparison.ts";
export { comparisonFileName, comparisonPage } from "./comparison-page.ts";
export { toDocument } from "./document.ts";
export { type ExportFile, exportedCount } from "./exports/index.ts";
export { formatDuration, formatNs, formatRate } from "./format.ts";
export {
	type Extras,
	needsHistogram,
	type ReportFormat,
	reportFiles,
	reportFormats,
} from "./formats.ts";
export type { SeriesHistory } from "./html/history-section.ts";
export { nextStep } from "./next.ts";
export { table } from "./table.ts";
export { renderTerminal } from "./terminal.ts";
export { clip, safe } from "./text.ts";
