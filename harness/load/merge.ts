import { addVerified, emptyVerified, type Verified } from "./blocks.ts";
import { Histogram } from "./histogram.ts";
import { addCells } from "./intervals.ts";
import { emptyTally, type Tally, type Timing, timings } from "./loop.ts";
import type { Pace } from "./schedule.ts";
import type { Slices, ThreadReport } from "./thread-report.ts";

/** One phase over all threads. */
export interface Phase {
	readonly tally: Tally;
	readonly verified: Verified;
	/** Submitted to done. */
	readonly histogram: Histogram;
	readonly timings: Readonly<Record<Timing, Histogram>>;
	/** From the first thread's start to the last one's end. */
	readonly elapsedNs: number;
	/** See intervals.ts; empty outside of runs. */
	readonly cells: Uint32Array;
	readonly intervalNs: number;
	/** Of each thread's open loop. */
	readonly paces: readonly Pace[];
	/** The largest share of the run that a thread was ready without a processor; at most so much. */
	readonly processorWaitShare: number;
	/** Of a process that measured in turns; of its only thread. */
	readonly slices: Slices | undefined;
	/** First failing status outside the measured operations, or 0. */
	readonly status: number;
}

/** Completed operations a second. */
export function rateOf({ tally, elapsedNs }: Phase): number {
	return (tally.operations * 1e9) / elapsedNs;
}

export function mergeReports(reports: readonly ThreadReport[]): Phase {
	const tally = emptyTally();
	const verified = emptyVerified();
	const [first] = reports;
	const cells = new Uint32Array(new ArrayBuffer(4 * (first?.cells.length ?? 0)));
	for (const report of reports) {
		addTally(tally, report.tally);
		addVerified(verified, report.verified);
		addCells(cells, report.cells);
	}
	const all = Object.fromEntries(timings.map((timing) => [timing, sum(reports, timing)]));
	const startNs = Math.min(...reports.map((report) => report.startNs));
	const endNs = Math.max(...reports.map((report) => report.endNs));
	return {
		tally,
		verified,
		histogram: all.submitted as Histogram,
		timings: all as Record<Timing, Histogram>,
		elapsedNs: endNs - startNs,
		cells,
		intervalNs: first?.intervalNs ?? 0,
		paces: reports.flatMap(({ pace }) => (pace === undefined ? [] : [pace])),
		processorWaitShare: Math.min(
			1,
			Math.max(
				...reports.map((each) => each.processorWaitNs / Math.max(1, each.endNs - each.startNs)),
			),
		),
		slices: first?.slices,
		status: reports.find((report) => report.status !== 0)?.status ?? 0,
	};
}

function sum(reports: readonly ThreadReport[], timing: Timing): Histogram {
	const total = new Histogram();
	for (const report of reports) total.merge(new Histogram(report.histograms[timing]));
	return total;
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
