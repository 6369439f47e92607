import { laneWord, waitUntil } from "../ffi/load.ts";
import type { Loop, LoopParts, TimedCall } from "./loop.ts";
import type { Schedule } from "./schedule.ts";

const { endNs } = laneWord;

/**
 * An open loop of calls: each starts at its intended time, or as soon after it as the thread is
 * free again. A batch arrives whole, at the rate of its items divided by their number.
 */
export function createOpenCallLoop(parts: LoopParts, call: TimedCall, schedule: Schedule): Loop {
	const { shared } = parts.lane;
	const { intended, submitted, call: called, pacing } = parts.timings;
	/** When the engine gave the thread back. */
	let readyNs = 0;

	function turn(): void {
		const intendedNs = schedule.dueNs;
		call.prepare();
		const takenNs = waitUntil(intendedNs);
		if (readyNs <= intendedNs) schedule.caughtUpNs = intendedNs;
		pacing.record(Math.max(0, takenNs - Math.max(intendedNs, readyNs)));
		const ns = call.issue();
		readyNs = shared[endNs] as number;
		if (ns >= 0) {
			intended.record(Math.max(0, readyNs - intendedNs));
			submitted.record(Math.max(0, readyNs - takenNs));
			called.record(ns);
		}
		call.settle(ns);
		schedule.advance();
	}

	function run(untilNs: number): number {
		while (schedule.dueNs < untilNs && readyNs < untilNs) turn();
		return Math.max(readyNs, untilNs);
	}

	function finish(): number {
		schedule.close();
		while (schedule.owes(readyNs)) turn();
		return readyNs;
	}

	return { run, finish };
}
