import type { IntervalResult, WorkloadResult } from "../../results/schema/index.ts";
import { type Histogram, subBucketBits } from "./histogram.ts";
import { intervalResults } from "./intervals.ts";
import type { Timing } from "./loop.ts";
import { type Phase, rateOf } from "./merge.ts";
import { latencyOf, percentileNs } from "./percentiles.ts";
import { type Claims, doubts } from "./plausibility.ts";
import { pollMost } from "./queue.ts";
import { processorWaitShareMax, reachOf } from "./reach.ts";
import { limitText, type Measured } from "./result.ts";
import { seriesDoubts } from "./series-doubts.ts";
import { arrivalKind } from "./shape.ts";

/** Later than this, and the harness shows in the intended latencies. */
const pacingNsMax = 50_000;
const pacingShareMax = 0.05;

function isOpen({ operationsPerSecond }: Measured): boolean {
	return operationsPerSecond !== undefined;
}

/** What was seen whether or not it makes a number: for the record of a run that has none, too. */
export function kept(measured: Measured, claims: Claims) {
	const { phase, verified, engine, search, workload } = measured;
	const intervals = intervalResults(phase.cells, phase.intervalNs);
	const sink = engine.has("sink");
	const limit = workload.limit;
	return {
		durationMs: phase.elapsedNs / 1e6,
		errors: phase.tally.errors,
		...(sink ? {} : { verifiedBlocks: verified.blocks, mismatchedBlocks: verified.mismatches }),
		...arrivalOf(measured),
		intervals,
		noise: measured.noise,
		...(search === undefined || limit === undefined ? {} : { search: searchOf(search, limit) }),
		details: details(measured, claims, intervals),
	};
}

function arrivalOf({ workload, operationsPerSecond }: Measured): Pick<WorkloadResult, "arrival"> {
	if (operationsPerSecond === undefined) return {};
	return { arrival: { kind: arrivalKind(workload), operationsPerSecond } };
}

function searchOf(
	search: NonNullable<Measured["search"]>,
	limit: NonNullable<Measured["workload"]["limit"]>,
): NonNullable<WorkloadResult["search"]> {
	const { keptPerSecond, brokenPerSecond, trials } = search;
	return {
		percentile: limit.percentile,
		latencyNsMax: limit.latencyNsMax,
		...(keptPerSecond === undefined ? {} : { keptPerSecond }),
		...(brokenPerSecond === undefined ? {} : { brokenPerSecond }),
		trials,
	};
}

/** `intervals`: as `kept` has them. */
export function numbers(measured: Measured, claims: Claims, intervals: readonly IntervalResult[]) {
	const { workload, phase, engine } = measured;
	const { tally } = phase;
	const sink = engine.has("sink");
	const shown = isOpen(measured) ? phase.timings.intended : phase.histogram;
	const iops = rateOf(phase);
	return {
		message: messageOf(measured, iops),
		operations: tally.operations,
		iops,
		...slicesOf(phase),
		latencyNs: latencyOf(shown),
		floorNs: claims.floorNs,
		ceilingIops: (1e9 / claims.floorNs) * workload.workers,
		// The pacer's spinning between starts is no cost of an operation.
		...(isOpen(measured) ? {} : { cpuNsPerOperation: cpuNs(measured) / tally.operations }),
		warnings: [...(sink ? [] : warningsOf(measured, claims, intervals)), ...paceDoubts(measured)],
		histogram: shown.encode(),
		...timingsOf(measured),
	};
}

function slicesOf({ slices }: Phase): Pick<WorkloadResult, "slices"> {
	return slices === undefined ? {} : { slices: { ...slices, iops: [...slices.iops] } };
}

function cpuNs({ before, after }: Measured): number {
	return after.cpuNs - before.cpuNs;
}

/** In a closed loop of calls the call is the operation: one histogram under both names. */
function timingsOf(measured: Measured): Pick<WorkloadResult, "latencies" | "histograms"> {
	const { timings } = measured.phase;
	const names: Timing[] = isOpen(measured)
		? ["intended", "submitted", "call", "pacing"]
		: ["submitted", "call"];
	const isCall = measured.workload.issue !== "queue" && !isOpen(measured);
	const of = (name: Timing) => timings[isCall && name === "call" ? "submitted" : name];
	const histograms = Object.fromEntries(names.map((name) => [name, of(name).encode()]));
	const latencies = Object.fromEntries(names.map((name) => [name, latencyOf(of(name))]));
	return { latencies, histograms };
}

function messageOf(measured: Measured, iops: number): string {
	const { engine, verified, operationsPerSecond, phase, workload, search } = measured;
	if (engine.has("sink")) return "A sink: what is measured is the harness.";
	const counts = `${Math.round(iops)} IOPS, ${verified.blocks} blocks verified`;
	if (operationsPerSecond === undefined) return `${counts}.`;
	const late = pacingText(phase.timings.pacing);
	const asked = `${Math.round(operationsPerSecond)}/s ${arrivalKind(workload)}`;
	const highest = search === undefined ? "" : `Highest rate with ${limitText(measured)}: `;
	return `${highest}${asked}, ${counts}${late}.`;
}

/** The 99.9th percentile; with too few operations for one, all that can be said is the worst. */
function pacingText(pacing: Histogram): string {
	const p999 = percentileNs(pacing, 0.999);
	const us = Number(((p999 ?? pacing.max) / 1000).toPrecision(2));
	return `, pacing error ${p999 === undefined ? "at most" : "p99.9"} ${us} us`;
}

function warningsOf(
	measured: Measured,
	claims: Claims,
	intervals: readonly IntervalResult[],
): string[] {
	const warnings = doubts(claims);
	if (measured.verified.blocks === 0) {
		warnings.push("No block was verified: these operations may have moved nothing.");
	}
	const { processorWaitShare } = measured.phase;
	if (processorWaitShare > processorWaitShareMax) {
		const percent = Math.round(processorWaitShare * 100);
		warnings.push(
			`A load thread was without a processor up to ${percent} % of the time: latencies are the busy host's, too.`,
		);
	}
	if (!isOpen(measured)) warnings.push(...seriesDoubts(intervals));
	return warnings;
}

function paceDoubts(measured: Measured): string[] {
	if (!isOpen(measured)) return [];
	const { timings, paces } = measured.phase;
	const texts: string[] = [];
	if (reachOf(paces).kind === "at-the-edge") {
		texts.push("The rate is all that the engine takes: latency depends on the run's length.");
	}
	const late = percentileNs(timings.pacing, 0.999);
	const latency = percentileNs(timings.intended, 0.999);
	if (late !== undefined && late > pacingNsMax && late > pacingShareMax * (latency ?? 0)) {
		const us = Math.round(late / 1000);
		texts.push(
			`The harness started 1 operation of 1000 more than ${us} us late: intended latencies are longer by that.`,
		);
	}
	return texts;
}

/** What a reader may want beside the numbers; units last, as everywhere. */
function details(measured: Measured, claims: Claims, intervals: readonly IntervalResult[]) {
	const { workload, phase, before, after, job } = measured;
	const { tally } = phase;
	const isClosedQueue = workload.issue === "queue" && !isOpen(measured);
	return {
		latencyOf: workload.issue === "batch" ? "batch" : "operation",
		latencyFrom: isOpen(measured) ? "intended" : "submitted",
		clock: measured.clockSource,
		readsInBursts: measured.burst,
		histogramErrorMax: 1 / 2 ** (subBucketBits + 1),
		reads: tally.reads,
		writes: tally.writes,
		...(isClosedQueue ? { pollMost: pollMost(workload.depth) } : {}),
		depthMean: claims.depthMean,
		depthMax: workload.issue === "queue" ? tally.depthMax : workload.depth,
		concurrency: claims.concurrency,
		directIo: measured.directIo,
		pattern: workload.pattern,
		compressPercent: workload.compressPercent ?? 0,
		warmUpIops: measured.capacity,
		...(isOpen(measured) ? { reach: reachOf(phase.paces), completedIops: rateOf(phase) } : {}),
		processorWaitShare: phase.processorWaitShare,
		workingSetBlocks: workload.workingSetBlocks ?? job.capacityBlocks,
		kernelReadBytes: claims.kernelReadBytes,
		kernelWriteBytes: claims.kernelWriteBytes,
		contextSwitches: after.contextSwitches - before.contextSwitches,
		fillMs: measured.fillNs / 1e6,
		flushMs: measured.flushNs / 1e6,
		iopsSeries: intervals.map(({ iops }) => iops),
	};
}
