import type { RunRecord } from "../../schema/index.ts";
import { distributionOf, plotted } from "./distribution.ts";
import { toFioJson } from "./fio-json.ts";
import { toHgrm } from "./hgrm.ts";
import { type LogEntry, toHistogramLog } from "./hlog.ts";

/** Files for other tools' plotters, from a record's histograms. */
export const exportFormats = ["hgrm", "hlog", "fio-json"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportFile {
	/** A plain name without directories, whatever an engine calls itself. */
	readonly name: string;
	readonly text: string;
}

/** How many workloads have a number, and so are in the files. */
export function exportedCount(record: RunRecord): number {
	return plotted(record).length;
}

/** Pure. Throws RangeError for a histogram that no run has written. */
export function exportFiles(record: RunRecord, format: ExportFormat): ExportFile[] {
	switch (format) {
		case "hgrm": {
			const names = new Set<string>();
			return entriesOf(record).map(({ tag, distribution }) => ({
				name: `${unused(plainName(tag), names)}.hgrm`,
				text: toHgrm(distribution),
			}));
		}
		case "hlog": {
			const text = toHistogramLog(record.startedAt, entriesOf(record));
			return [{ name: "latency.hlog", text }];
		}
		case "fio-json":
			return [{ name: "fio.json", text: toFioJson(record) }];
	}
}

function entriesOf(record: RunRecord): LogEntry[] {
	return plotted(record).map(({ engine, workload, histogram }) => ({
		tag: `${engine.name}/${workload.id}`,
		durationMs: workload.durationMs,
		distribution: distributionOf(histogram),
	}));
}

function plainName(tag: string): string {
	const plain = tag.replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^[.-]+/, "");
	return `latency-${plain.slice(0, 100)}`;
}

function unused(name: string, taken: Set<string>): string {
	let candidate = name;
	for (let next = 2; taken.has(candidate); next++) candidate = `${name}-${next}`;
	taken.add(candidate);
	return candidate;
}
