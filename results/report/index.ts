/** Reports: pure functions from a run record to text. */
export { toDocument } from "./document.ts";
export {
	type ExportFile,
	type ExportFormat,
	exportedCount,
	exportFiles,
	exportFormats,
} from "./exports/index.ts";
export { formatCount, formatNs, formatRate } from "./format.ts";
export { renderTerminal, type TerminalOptions } from "./terminal.ts";
export { safe } from "./text.ts";
