import { percentile } from "./result.ts";

/** A write of the open-loop caller: when it was due, and how long after that it was answered. */
export interface PacedWrite {
	readonly dueNs: number;
	readonly latencyNs: number;
}

/** The gate was closed from here to there; CLOCK_MONOTONIC. */
export interface Closure {
	readonly closedNs: number;
	readonly openedNs: number;
}

/** What queued up at the gate is through after this, on a machine that is not overloaded. */
const afterNs = 20e6;

export interface Latencies {
	readonly samples: number;
	readonly nsP50?: number;
	readonly nsP99?: number;
	readonly nsMax?: number;
}

export interface OpenLoop {
	/** Of the writes around each swap, in order. */
	readonly swaps: readonly Latencies[];
	/** Of all of those. */
	readonly across: Latencies;
	/** Of the writes that met no swap: what this machine and this load do without one. */
	readonly between: Latencies;
}

/**
 * What callers saw who do not wait for each other, from when each write was due. A write meets a
 * swap if it was under way or due between the gate's closing and 20 ms after its opening. Pure.
 * `left`: closures that are no swap to be measured; what met them is in neither part.
 */
export function openLoopOf(
	writes: readonly PacedWrite[],
	closures: readonly Closure[],
	left: readonly Closure[],
): OpenLoop {
	const met = (write: PacedWrite, { closedNs, openedNs }: Closure) =>
		write.dueNs + write.latencyNs >= closedNs && write.dueNs <= openedNs + afterNs;
	const of = (closure: Closure) => writes.filter((write) => met(write, closure));
	const around = closures.map(of);
	const touched = new Set([...around, ...left.map(of)].flat());
	const across = new Set(around.flat());
	return {
		swaps: around.map(latencies),
		across: latencies([...across]),
		between: latencies(writes.filter((write) => !touched.has(write))),
	};
}

/** A p99 of fewer than 100 is a maximum under another name: it is left out. */
function latencies(writes: readonly PacedWrite[]): Latencies {
	const sorted = writes.map(({ latencyNs }) => latencyNs).sort((a, b) => a - b);
	const [nsP50, nsMax] = [percentile(sorted, 0.5), sorted.at(-1)];
	if (nsP50 === undefined || nsMax === undefined) return { samples: 0 };
	const nsP99 = sorted.length < 100 ? undefined : percentile(sorted, 0.99);
	return { samples: sorted.length, nsP50, ...(nsP99 === undefined ? {} : { nsP99 }), nsMax };
}
