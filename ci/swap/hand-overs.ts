import Table from "cli-table3";
import type { HandOver } from "../../harness/ffi/slot.ts";
import { readText } from "../../harness/load/process-facts.ts";
import { milliseconds, quantile } from "./bars.ts";

/** Nanoseconds that this thread could have run and did not; NaN: the kernel does not say. */
export function waitedNs(): number {
	return Number(readText("/proc/thread-self/schedstat").split(" ")[1]);
}

const spans = ["gate", "drain", "quiesce", "activate", "waited"] as const;
type Span = (typeof spans)[number];

/**
 * Where the time goes between closing the gate and opening it, and how much of it is the
 * scheduler's: what the swap is to blame for is the rest. In memory that is there from the start,
 * so that the session's own growth is not taken for the swaps'.
 *
 * Not covered: what a hypervisor takes from a thread that runs is in no count of the kernel's; the
 * gaps of the control have it as well.
 */
export class HandOverTimes {
	readonly #ns: Float64Array;

	constructor(readonly swaps: number) {
		this.#ns = new Float64Array(swaps * spans.length).fill(Number.NaN);
	}

	note(swap: number, handOver: HandOver, waited: number): void {
		const { closedNs, drainedNs, quiescedNs, activatedNs, openedNs } = handOver;
		const gate = openedNs - closedNs;
		const stages = [drainedNs - closedNs, quiescedNs - drainedNs, activatedNs - quiescedNs];
		this.#ns.set([gate, ...stages, waited], swap * spans.length);
	}

	gateNs(swap: number): number {
		return this.#ns[swap * spans.length] ?? Number.NaN;
	}

	/** Ascending; what the kernel did not tell is left out. */
	#sorted(of: (swap: (span: Span) => number) => number): number[] {
		return Array.from({ length: this.swaps }, (_, swap) =>
			of((span) => this.#ns[swap * spans.length + spans.indexOf(span)] ?? Number.NaN),
		)
			.filter(Number.isFinite)
			.sort((a, b) => a - b);
	}

	table(): string {
		const rows: [string, number[]][] = [
			["gate closed", this.#sorted((of) => of("gate"))],
			["  drain: callers leave", this.#sorted((of) => of("drain"))],
			["  quiesce: the old engine", this.#sorted((of) => of("quiesce"))],
			["  activate: the new engine", this.#sorted((of) => of("activate"))],
			["of it, waiting for a processor", this.#sorted((of) => of("waited"))],
			["gate closed, without that", this.#sorted((of) => of("gate") - of("waited"))],
		];
		const table = new Table({
			head: ["hand-over", "p50", "p99", "max"],
			colAligns: ["left", "right", "right", "right"],
			style: { head: [], border: [] },
		});
		for (const [name, ns] of rows) {
			const [p50, p99] = [quantile(ns, 0.5), quantile(ns, 0.99)];
			table.push([name, milliseconds(p50), milliseconds(p99), milliseconds(ns.at(-1))]);
		}
		return table.toString();
	}
}
