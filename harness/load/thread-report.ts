import { emptyVerified, type Verified } from "./blocks.ts";
import { histogramBytes } from "./histogram.ts";
import { emptyTally, type Tally, type Timing } from "./loop.ts";
import type { Pace } from "./schedule.ts";

export type Side = "engine" | "null";

/** What the crew asks of each of its threads; answered with a report. */
export type ThreadCommand =
	| { kind: "precondition" }
	/** Makes the loops; engine calls from here on are only the workload's. */
	| { kind: "prepare"; burst: boolean }
	/**
	 * All threads start at the same time, or late where the host lets them, and run as long; none
	 * returns with anything in flight. With a rate, of all threads' operations together, it is an
	 * open loop.
	 */
	| { kind: "run"; side: Side; startNs: number; lengthNs: number; operationsPerSecond?: number }
	/** The engine's closed loop, a slice whenever it is this process's turn; in all so long. */
	| { kind: "take-turns"; lengthNs: number }
	| { kind: "sweep"; budgetNs: number }
	| { kind: "close" };

export type Histograms = Readonly<Record<Timing, SharedArrayBuffer>>;

export interface Slices {
	/** Operations a second in each turn that was taken. */
	readonly iops: readonly number[];
	/** All turns together. */
	readonly inTurnsNs: number;
	/** Processor time of the process's other threads outside its turns. */
	readonly betweenNs: number;
}

export interface ThreadReport {
	/** Not 0: the engine failed outside the measured operations. */
	readonly status: number;
	readonly tally: Tally;
	readonly verified: Verified;
	readonly startNs: number;
	readonly endNs: number;
	/** The time series; see intervals.ts. */
	readonly cells: Uint32Array;
	readonly intervalNs: number;
	readonly pace: Pace | undefined;
	/** See processorWaitNs; 0 where it isn't known. */
	readonly processorWaitNs: number;
	readonly histograms: Histograms;
	/** Of a run in turns with other processes. */
	readonly slices?: Slices;
}

export function emptyReport(status: number, histograms: Histograms): ThreadReport {
	return {
		status,
		tally: emptyTally(),
		verified: emptyVerified(),
		startNs: 0,
		endNs: 0,
		cells: new Uint32Array(0),
		intervalNs: 0,
		pace: undefined,
		processorWaitNs: 0,
		histograms,
	};
}

/** In shared memory: another thread merges them. */
export function shareHistograms(): Histograms {
	const share = () => new SharedArrayBuffer(histogramBytes);
	return { intended: share(), submitted: share(), call: share(), pacing: share() };
}
