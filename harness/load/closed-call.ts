import { laneWord } from "../ffi/load.ts";
import type { Loop, LoopParts, TimedCall } from "./loop.ts";

const { endNs } = laneWord;

/** A closed loop of calls: the next one when the last one returned. */
export function createClosedCallLoop(parts: LoopParts, call: TimedCall): Loop {
	const { shared } = parts.lane;
	const { submitted } = parts.timings;
	const { prepare, issue, settle } = call;

	function run(untilNs: number): number {
		do {
			prepare();
			const ns = issue();
			if (ns >= 0) submitted.record(ns);
			settle(ns);
		} while ((shared[endNs] as number) < untilNs);
		return shared[endNs] as number;
	}

	return { run, finish: () => shared[endNs] as number };
}
