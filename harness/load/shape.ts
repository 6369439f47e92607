import type { Arrival, Workload } from "../contract/index.ts";

/** Operations start at a rate, given or searched, and not when others are done. */
export function isOpenLoop({ arrival, limit }: Workload): boolean {
	return arrival !== undefined || limit !== undefined;
}

/** Of an open loop; a search need not say. */
export function arrivalKind({ arrival }: Workload): Arrival["kind"] {
	return arrival?.kind ?? "poisson";
}

/** A batch arrives whole and is timed whole; a queue's operations are, each for itself. */
export function operationsPerCall({ issue, depth }: Workload): number {
	return issue === "batch" ? depth : 1;
}
