import type { WorkloadResult } from "../../results/schema/index.ts";
import type { Engine, HostJob, Workload } from "../contract/index.ts";
import { submitMost } from "../ffi/load.ts";
import type { Verified } from "./blocks.ts";
import { subBucketBits } from "./histogram.ts";
import type { Phase } from "./merge.ts";
import { latencyOf } from "./percentiles.ts";
import { type Claims, contradiction, doubts } from "./plausibility.ts";
import type { DirectIo, ProcessCounters } from "./process-facts.ts";

/** Everything that the phases of a workload found out. */
export interface Measured {
	readonly job: HostJob;
	readonly workload: Workload;
	readonly engine: Engine;
	readonly phase: Phase;
	readonly floorBefore: Phase;
	readonly floorAfter: Phase;
	readonly before: ProcessCounters;
	readonly after: ProcessCounters;
	readonly directIo: DirectIo;
	readonly verified: Verified;
	readonly burst: boolean;
	readonly clockSource: string;
	readonly fillNs: number;
	readonly flushStatus: number;
	readonly flushNs: number;
	readonly sweepStatus: number;
	readonly closeStatus: number;
}

/** A result that has no number, and says why. */
export function withoutNumber(
	workload: Workload,
	outcome: WorkloadResult["outcome"],
	message: string,
): WorkloadResult {
	const { id, title, blockBytes, readPercent, workers, issue, depth } = workload;
	const queueDepth = depth;
	const batchSize = issue === "batch" ? depth : 1;
	const shape = { id, title, blockBytes, readPercent, queueDepth, batchSize, workers };
	return { ...shape, outcome, message, durationMs: 0, warnings: [] };
}

export function engineFailed(
	workload: Workload,
	what: string,
	status: number,
	engine: Engine,
): WorkloadResult {
	const reason = engine.lastError();
	const message = `${what} returned ${status}${reason === "" ? "" : ` ("${reason}")`}.`;
	return withoutNumber(workload, "failed", message);
}

/** Judges what was measured: a number, or why there is none. */
export function measuredResult(measured: Measured): WorkloadResult {
	const { workload, phase, verified } = measured;
	const durationMs = phase.elapsedNs / 1e6;
	const { errors } = phase.tally;
	const sink = measured.engine.has("sink");
	const counted = {
		durationMs,
		errors,
		...(sink ? {} : { verifiedBlocks: verified.blocks, mismatchedBlocks: verified.mismatches }),
	};
	const failure = failureOf(measured);
	if (failure !== undefined) return { ...withoutNumber(workload, "failed", failure), ...counted };
	const claims = claimsOf(measured);
	const wrong = phase.tally.operations === 0 ? "Nothing completed." : contradiction(claims);
	if (wrong !== undefined) return { ...withoutNumber(workload, "invalid", wrong), ...counted };
	return { ...withoutNumber(workload, "measured", ""), ...counted, ...numbers(measured, claims) };
}

function failureOf(measured: Measured): string | undefined {
	const { phase, verified } = measured;
	const { blocks, mismatches, first } = verified;
	if (mismatches > 0) return `${mismatches} of ${blocks} verified blocks were wrong: ${first}.`;
	const { errors, firstStatus, violation } = phase.tally;
	if (violation !== undefined) return `The queue broke its contract: ${violation}.`;
	if (errors > 0) return `${errors} operations failed, the first with status ${firstStatus}.`;
	if (measured.flushStatus !== 0) return `flush after the run returned ${measured.flushStatus}.`;
	if (measured.sweepStatus !== 0) {
		return `a read of a written block after the run returned ${measured.sweepStatus}.`;
	}
	if (measured.closeStatus !== 0) return `queue_destroy returned ${measured.closeStatus}.`;
	return undefined;
}

/** Nanoseconds an operation and thread, for the cheaper of the two: interference can only add. */
function floorNsOf({ floorBefore, floorAfter, workload }: Measured): number {
	const each = (phase: Phase): number =>
		(phase.elapsedNs * workload.workers) / Math.max(1, phase.tally.operations);
	return Math.min(each(floorBefore), each(floorAfter));
}

function claimsOf(measured: Measured): Claims {
	const { workload, phase, before, after, engine } = measured;
	const { tally, histogram, elapsedNs } = phase;
	const { blockBytes, workers } = workload;
	const itemsPerSample = workload.issue === "batch" ? workload.depth : 1;
	const grown = (to: number | undefined, from: number | undefined): number | undefined =>
		to === undefined || from === undefined ? undefined : to - from;
	const { guarantees } = engine.descriptor;
	const p50 = latencyOf(histogram).p50;
	return {
		readBytes: tally.reads * blockBytes,
		writeBytes: tally.writes * blockBytes,
		kernelReadBytes: grown(after.readBytes, before.readBytes),
		kernelWriteBytes: grown(after.writeBytes, before.writeBytes),
		directIo: measured.directIo,
		durable: guarantees.includes("durable-at-write") || guarantees.includes("durable-at-flush"),
		depth: workload.depth,
		workers,
		depthMean: tally.depthSum / Math.max(1, tally.depthSamples),
		concurrency: (histogram.sum * itemsPerSample) / elapsedNs,
		floorNs: floorNsOf(measured),
		p50: p50 === undefined ? undefined : p50 / itemsPerSample,
		elapsedNsPerOperation: (elapsedNs * workers) / Math.max(1, tally.operations),
		flushNs: measured.flushNs,
		elapsedNs,
	};
}

function numbers(measured: Measured, claims: Claims) {
	const { workload, phase, engine, job } = measured;
	const { tally, elapsedNs, histogram } = phase;
	const sink = engine.has("sink");
	const seconds = elapsedNs / 1e9;
	const warnings = sink ? [] : doubts(claims);
	if (!sink && measured.verified.blocks === 0) {
		warnings.push("No block was verified: these operations may have moved nothing.");
	}
	const iops = tally.operations / seconds;
	return {
		message: sink
			? "A sink: what is measured is the harness."
			: `${Math.round(iops)} IOPS, ${measured.verified.blocks} blocks verified.`,
		operations: tally.operations,
		iops,
		latencyNs: latencyOf(histogram),
		floorNs: claims.floorNs,
		ceilingIops: (1e9 / claims.floorNs) * workload.workers,
		cpuNsPerOperation: (measured.after.cpuNs - measured.before.cpuNs) / tally.operations,
		warnings,
		histogram: histogram.encode(),
		details: details(measured, claims, job.capacityBlocks),
	};
}

/** What a reader may want beside the numbers; units last, as everywhere. */
function details(measured: Measured, claims: Claims, capacityBlocks: number) {
	const { workload, phase, before, after } = measured;
	const { tally } = phase;
	const sliceNs = phase.elapsedNs / phase.series.length;
	return {
		latencyOf: workload.issue === "batch" ? "batch" : "operation",
		clock: measured.clockSource,
		readsInBursts: measured.burst,
		histogramErrorMax: 1 / 2 ** (subBucketBits + 1),
		reads: tally.reads,
		writes: tally.writes,
		...(workload.issue === "queue" ? { submitMost: Math.min(submitMost, workload.depth) } : {}),
		depthMean: claims.depthMean,
		depthMax: tally.depthMax,
		concurrency: claims.concurrency,
		directIo: measured.directIo,
		workingSetBlocks: workload.workingSetBlocks ?? capacityBlocks,
		kernelReadBytes: claims.kernelReadBytes,
		kernelWriteBytes: claims.kernelWriteBytes,
		contextSwitches: after.contextSwitches - before.contextSwitches,
		fillMs: measured.fillNs / 1e6,
		flushMs: measured.flushNs / 1e6,
		iopsSeries: phase.series.map((operations) => (operations * 1e9) / sliceNs),
	};
}
