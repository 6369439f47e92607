import { clockNs } from "../ffi/clock.ts";
import { bootNs } from "../ffi/load.ts";
import { monotonicNs } from "../ffi/process.ts";

/** The same moment on the load loop's clock and on the kernel's two. */
export interface ClockReading {
	readonly loadNs: number;
	readonly monotonicNs: number;
	/** Goes on while the machine sleeps, where the monotonic one stands. */
	readonly bootNs: number;
}

export function readClocks(): ClockReading {
	return { loadNs: clockNs(), monotonicNs: monotonicNs(), bootNs: bootNs() };
}

/** Three readings one after the other can be interrupted in between. */
const interruptedNsMax = 20e6;
const driftShareMax = 0.001;

/** Why times between two readings can't be trusted; undefined when the clocks agree. */
export function clockJump(before: ClockReading, after: ClockReading): string | undefined {
	const loadNs = after.loadNs - before.loadNs;
	const monotonicNs = after.monotonicNs - before.monotonicNs;
	const sleptNs = after.bootNs - before.bootNs - monotonicNs;
	const allowedNs = interruptedNsMax + driftShareMax * Math.abs(monotonicNs);
	const milliseconds = (ns: number) => `${Math.round(ns / 1e6)} ms`;
	if (sleptNs > allowedNs) return `The machine slept for ${milliseconds(sleptNs)} during the run.`;
	if (Math.abs(loadNs - monotonicNs) <= allowedNs) return undefined;
	return `The clock jumped: the run took ${milliseconds(loadNs)} by the processor's counter and ${milliseconds(monotonicNs)} by the kernel's clock.`;
}
