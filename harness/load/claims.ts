import type { Phase } from "./merge.ts";
import { latencyOf } from "./percentiles.ts";
import type { Claims } from "./plausibility.ts";
import type { Measured } from "./result.ts";
import { operationsPerCall } from "./shape.ts";

/** Nanoseconds an operation and thread, for the cheaper of the two: interference can only add. */
function floorNsOf({ floorBefore, floorAfter, workload }: Measured): number {
	const each = (phase: Phase): number =>
		(phase.elapsedNs * workload.workers) / Math.max(1, phase.tally.operations);
	return Math.min(each(floorBefore), each(floorAfter));
}

/** What a measured run says of itself, for the checks of plausibility. */
export function claimsOf(measured: Measured): Claims {
	const { workload, phase, before, after, engine } = measured;
	const { tally, histogram, elapsedNs } = phase;
	const { blockBytes, workers, depth, issue } = workload;
	const itemsPerSample = operationsPerCall(workload);
	const grown = (to: number | undefined, from: number | undefined): number | undefined =>
		to === undefined || from === undefined ? undefined : to - from;
	const { guarantees } = engine.descriptor;
	const p50 = latencyOf(histogram).p50;
	const isOpen = measured.operationsPerSecond !== undefined;
	return {
		readBytes: tally.reads * blockBytes,
		writeBytes: tally.writes * blockBytes,
		kernelReadBytes: grown(after.readBytes, before.readBytes),
		kernelWriteBytes: grown(after.writeBytes, before.writeBytes),
		deviceReadBytes: measured.noise.deviceReadBytes,
		deviceWriteBytes: measured.noise.deviceWriteBytes,
		directIo: measured.directIo,
		durable: guarantees.includes("durable-at-write") || guarantees.includes("durable-at-flush"),
		depth,
		// The rate decides how many an open loop has in flight.
		depthExpected: isOpen ? 0 : depth,
		workers,
		// A call has all its items in flight.
		depthMean: issue === "queue" ? tally.depthSum / Math.max(1, tally.depthSamples) : depth,
		concurrency: (histogram.sum * itemsPerSample) / elapsedNs,
		floorNs: floorNsOf(measured),
		p50: p50 === undefined ? undefined : p50 / itemsPerSample,
		elapsedNsPerOperation: (elapsedNs * workers) / Math.max(1, tally.operations),
		flushNs: measured.flushNs,
		elapsedNs,
	};
}
