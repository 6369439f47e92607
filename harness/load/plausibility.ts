import type { DirectIo } from "./process-facts.ts";

/** What a run claims, and what others say of it. */
export interface Claims {
	readonly readBytes: number;
	readonly writeBytes: number;
	readonly kernelReadBytes: number | undefined;
	readonly kernelWriteBytes: number | undefined;
	/** Of the target's device, for all processes: never less than what this one moved. */
	readonly deviceReadBytes: number | undefined;
	readonly deviceWriteBytes: number | undefined;
	readonly directIo: DirectIo;
	/** The engine promises durability: it must reach the device. */
	readonly durable: boolean;
	/** Most that can be in flight on one worker, and what should be on average. */
	readonly depth: number;
	readonly depthExpected: number;
	readonly workers: number;
	readonly depthMean: number;
	/** Sum of latencies by elapsed time: operations in flight on average (Little's law). */
	readonly concurrency: number;
	readonly floorNs: number;
	readonly p50: number | undefined;
	readonly elapsedNsPerOperation: number;
	/** The last flush, after the measured writes. */
	readonly flushNs: number;
	readonly elapsedNs: number;
}

const shareSeenMin = 0.9;
const floorShareMax = 0.05;
const depthShareMin = 0.9;
const flushShareMax = 0.1;

/** Reasons to doubt the number, as sentences; they don't change it. */
export function doubts(claims: Claims): string[] {
	return [
		...kernelDoubts(claims),
		...directDoubts(claims),
		...depthDoubts(claims),
		...floorDoubts(claims),
	];
}

function kernelDoubts(claims: Claims): string[] {
	if (!claims.durable) return [];
	const texts: string[] = [];
	const { readBytes, writeBytes } = claims;
	const { kernelReadBytes, kernelWriteBytes, deviceReadBytes, deviceWriteBytes } = claims;
	texts.push(
		...compared("read", "came from a cache, not the device", readBytes, [
			{ who: "The kernel saw", bytes: kernelReadBytes },
			{ who: "The device moved", bytes: deviceReadBytes },
		]),
		...compared("written", "did not reach the device", writeBytes, [
			{ who: "The kernel saw", bytes: kernelWriteBytes },
			{ who: "The device moved", bytes: deviceWriteBytes },
		]),
	);
	if (writeBytes > 0 && claims.flushNs > claims.elapsedNs * flushShareMax) {
		const milliseconds = Math.round(claims.flushNs / 1e6);
		texts.push(`The flush after the run took ${milliseconds} ms: writes were still buffered.`);
	}
	return texts;
}

interface Witness {
	readonly who: string;
	readonly bytes: number | undefined;
}

/** Each witness alone is enough for a doubt: the process's own bytes, and the device's. */
function compared(
	what: string,
	why: string,
	claimed: number,
	witnesses: readonly Witness[],
): string[] {
	const short = witnesses.find(
		({ bytes }) => claimed > 0 && bytes !== undefined && bytes < claimed * shareSeenMin,
	);
	if (short === undefined) return [];
	const share = Math.round(((short.bytes ?? 0) / claimed) * 100);
	return [`${short.who} ${share} % of the bytes ${what}: the rest ${why}.`];
}

function directDoubts({ durable, directIo }: Claims): string[] {
	if (!durable || directIo === "direct") return [];
	if (directIo === "not-open") {
		return ["The target is open in no descriptor of the process: O_DIRECT can't be proven."];
	}
	return ["The target is open without O_DIRECT: the page cache may serve it."];
}

function depthDoubts(claims: Claims): string[] {
	const { depth, depthExpected, depthMean } = claims;
	if (depthMean >= depthExpected * depthShareMin) return [];
	return [
		`Queue depth ${depth} was asked for and ${depthMean.toFixed(1)} reached on average: the engine takes or completes operations in lumps.`,
	];
}

function floorDoubts({ floorNs, p50, elapsedNsPerOperation }: Claims): string[] {
	const share = floorNs / Math.min(p50 ?? Number.POSITIVE_INFINITY, elapsedNsPerOperation);
	if (!(share > floorShareMax)) return [];
	const percent = Math.round(share * 100);
	return [
		`The harness itself takes ${Math.round(floorNs)} ns an operation, ${percent} % of what was measured: the engine is faster than shown.`,
	];
}

/**
 * Reasons why there is no number at all. More operations in flight than were issued is impossible:
 * clock, latency or count is wrong then.
 */
export function contradiction(claims: Claims): string | undefined {
	const most = claims.depth * claims.workers;
	if (!Number.isFinite(claims.concurrency)) return "No latency was recorded.";
	if (claims.concurrency <= most * 1.005) return undefined;
	return `IOPS times latency is ${claims.concurrency.toFixed(2)} operations in flight, but at most ${most} were: the clock or a count is wrong.`;
}
