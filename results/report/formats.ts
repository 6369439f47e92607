import type { RunRecord } from "../schema/index.ts";
import { type ExportFile, exportFiles, exportFormats } from "./exports/index.ts";
import type { SeriesHistory } from "./html/history-section.ts";
import { toCsv } from "./pipelines/csv.ts";
import { toCtrf } from "./pipelines/ctrf.ts";
import { toGithub } from "./pipelines/github.ts";
import { toJunit } from "./pipelines/junit.ts";
import { toMarkdown } from "./pipelines/markdown.ts";
import { toPrometheus } from "./pipelines/prometheus.ts";
import { toSarif } from "./pipelines/sarif.ts";
import { toTap } from "./pipelines/tap.ts";

/** What is not in a record, for formats that have room for it. */
export interface Extras {
	readonly history?: readonly SeriesHistory[];
}

interface PipelineFormat {
	readonly fileName: string;
	readonly render: (record: RunRecord, extras?: Extras) => string | Promise<string>;
}

/** Files that pipelines and people read: one a record, of any record. */
export const pipelineFormats = {
	html: { fileName: "report.html", render: toHtmlLazily },
	junit: { fileName: "junit.xml", render: toJunit },
	ctrf: { fileName: "ctrf.json", render: toCtrf },
	markdown: { fileName: "summary.md", render: toMarkdown },
	github: { fileName: "annotations.txt", render: toGithub },
	tap: { fileName: "results.tap", render: toTap },
	csv: { fileName: "results.csv", render: toCsv },
	prometheus: { fileName: "metrics.prom", render: toPrometheus },
	sarif: { fileName: "findings.sarif", render: toSarif },
} as const satisfies Record<string, PipelineFormat>;

export type PipelineFormatName = keyof typeof pipelineFormats;
export type ReportFormat = PipelineFormatName | (typeof exportFormats)[number];

/** Everything that `--format` takes. */
export const reportFormats: readonly ReportFormat[] = [
	...(Object.keys(pipelineFormats) as PipelineFormatName[]),
	...exportFormats,
];

/** Plotters' formats have nothing to write for a record without a latency histogram. */
export function needsHistogram(format: ReportFormat): boolean {
	return exportFormats.some((each) => each === format);
}

/** No command but a report's waits for the charts' libraries to be read. */
async function toHtmlLazily(record: RunRecord, { history }: Extras = {}): Promise<string> {
	const { toHtml } = await import("./html/page.ts");
	return toHtml(record, [], history);
}

/** Throws RangeError for a histogram that no run has written. */
export async function reportFiles(
	record: RunRecord,
	format: ReportFormat,
	extras: Extras = {},
): Promise<ExportFile[]> {
	const plotter = exportFormats.find((each) => each === format);
	if (plotter !== undefined) return exportFiles(record, plotter);
	const { fileName, render } = pipelineFormats[format as PipelineFormatName];
	return [{ name: fileName, text: await render(record, extras) }];
}
