/**
 * The self-test of `assay doctor`: an engine whose latencies are known before is measured as any
 * other is, and what was measured is compared with what is known. Pure: from results to a finding.
 *
 * From below every sample counts: the engine spins by its own clock, so that nothing can take less
 * than it says. From above only the luckiest sample does, since a busy machine adds to the others.
 */
import type { WorkloadResult } from "../../results/schema/index.ts";
import type { Workload } from "../contract/index.ts";
import { bucketLowerNs, Histogram } from "../load/index.ts";

/** As engines/reference/known-answer/engine.c has them. */
const shortNs = 20_000;
const stallNs = 20_000_000;
const stallEvery = 400;
/** A bucket's width, and one clock's calibration against the other. */
const tolerance = 0.01;
/** What calling, copying 4 KiB and reading clocks may add to the luckiest sample. */
const aroundNs = 1500;

const perSecond = 4000;
const common = {
	title: "Reads of a known latency",
	blockBytes: 4096,
	readPercent: 100,
	pattern: "random",
	issue: "single",
	depth: 1,
	workers: 1,
	depthOfProfile: "quick",
} as const;

export const closedLoop: Workload = { ...common, id: "known-answer-closed" };
export const openLoop: Workload = {
	...common,
	id: "known-answer-open",
	arrival: { kind: "fixed", rate: { perSecond } },
};

export interface Finding {
	readonly state: "ok" | "failed" | "warning";
	readonly message: string;
}

/** Worst of both; says what was found beside what is known. */
export function judgeKnownAnswers(results: readonly WorkloadResult[]): Finding {
	const findings = [closedLoop, openLoop].map(({ id }): Finding => {
		const name = id.replace("known-answer-", "");
		const result = results.find((each) => each.id === id);
		if (result === undefined) return { state: "failed", message: `${name}: no result` };
		const { state, message } = judge(result);
		return { state, message: `${name} loop: ${message}` };
	});
	const message = findings.map((finding) => finding.message).join("; ");
	const states = ["failed", "warning"] as const;
	const worst = states.find((state) => findings.some((finding) => finding.state === state));
	return { state: worst ?? "ok", message };
}

function judge(result: WorkloadResult): Finding {
	// Any other reason to be invalid, as a clock that contradicts a count, is ours.
	const isBusy = result.outcome === "invalid" && result.message.includes("host is too busy");
	if (isBusy) return { state: "warning", message: result.message };
	const { histogram: encoded, operations = 0 } = result;
	if (result.outcome !== "measured" || encoded === undefined) {
		return { state: "failed", message: `${result.outcome}: ${result.message}` };
	}
	const isOpen = result.id === openLoop.id;
	const histogram = Histogram.decode(encoded);
	const first = encoded.indices[0] ?? 0;
	const [lowerNs, upperNs] = [bucketLowerNs(first), bucketLowerNs(first + 1)];
	const shortest = `${(lowerNs / 1000).toFixed(1)} us of ${shortNs / 1000} us`;
	if (upperNs < shortNs * (1 - tolerance)) {
		return { state: "failed", message: `a latency too short to be true: ${shortest}` };
	}
	if (lowerNs > shortNs * (1 + tolerance) + aroundNs) {
		return { state: "failed", message: `no latency as short as known: ${shortest}` };
	}
	const stalls = Math.floor(operations / stallEvery);
	if (stalls < 2) {
		return { state: "warning", message: `${operations} operations: too few to meet two stalls` };
	}
	const lost = isOpen ? shadowLost(histogram, stalls - 1) : stallsLost(histogram, stalls);
	if (lost !== undefined) return { state: "failed", message: lost };
	const what = isOpen ? `${stalls} stalls with all that waited behind them` : `${stalls} stalls`;
	return { state: "ok", message: `${shortest}, ${what}` };
}

/** Every stall is one sample at least. */
function stallsLost(histogram: Histogram, stalls: number): string | undefined {
	const found = countFrom(histogram, stallNs * (1 - tolerance));
	return found < stalls ? `${found} of ${stalls} stalls were found` : undefined;
}

/** The k-th operation due after a stalled one waits for the rest of the stall: each is a sample. */
function shadowLost(histogram: Histogram, stalls: number): string | undefined {
	for (const share of [0.25, 0.5, 0.75]) {
		const ns = stallNs * share;
		const due = Math.floor(((stallNs - ns) * perSecond) / 1e9);
		const found = countFrom(histogram, ns * (1 - tolerance));
		if (found >= stalls * due * 0.9) continue;
		const ms = ns / 1e6;
		return `${found} operations waited ${ms} ms behind a stall, and at least ${stalls * due} had to`;
	}
	return undefined;
}

/** Samples in buckets that reach to `ns` or beyond. */
function countFrom(histogram: Histogram, ns: number): number {
	let count = 0;
	for (const index of histogram.encode().indices) {
		if (bucketLowerNs(index + 1) > ns) count += histogram.countAt(index);
	}
	return count;
}
