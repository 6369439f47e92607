import type { Verified } from "./blocks.ts";
import { Histogram } from "./histogram.ts";
import { emptyTally, type Tally } from "./loop.ts";
import type { ThreadReport } from "./thread.ts";

/** One phase over all threads. */
export interface Phase {
	readonly tally: Tally;
	readonly verified: Verified;
	readonly histogram: Histogram;
	/** From the first thread's start to the last one's end. */
	readonly elapsedNs: number;
	readonly series: readonly number[];
	/** First failing status outside the measured operations, or 0. */
	readonly status: number;
}

export function mergeReports(reports: readonly ThreadReport[]): Phase {
	const tally = emptyTally();
	const verified: Verified = { blocks: 0, mismatches: 0, first: undefined };
	const histogram = new Histogram();
	const series: number[] = [];
	for (const report of reports) {
		addTally(tally, report.tally);
		addVerified(verified, report.verified);
		histogram.merge(new Histogram(report.histogram));
		for (const [slice, operations] of report.series.entries()) {
			series[slice] = (series[slice] ?? 0) + operations;
		}
	}
	const startNs = Math.min(...reports.map((report) => report.startNs));
	const endNs = Math.max(...reports.map((report) => report.endNs));
	const status = reports.find((report) => report.status !== 0)?.status ?? 0;
	return { tally, verified, histogram, elapsedNs: endNs - startNs, series, status };
}

export function addVerified(total: Verified, more: Verified): void {
	total.blocks += more.blocks;
	total.mismatches += more.mismatches;
	total.first ??= more.first;
}

function addTally(total: Tally, more: Tally): void {
	if (total.errors === 0) total.firstStatus = more.firstStatus;
	total.operations += more.operations;
	total.reads += more.reads;
	total.writes += more.writes;
	total.errors += more.errors;
	total.depthSamples += more.depthSamples;
	total.depthSum += more.depthSum;
	total.depthMax = Math.max(total.depthMax, more.depthMax);
	total.violation ??= more.violation;
}
