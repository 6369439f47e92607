import type { WorkloadResult } from "../../../results/schema/index.ts";

/**
 * Of an engine's turns, its other threads' processor time outside of them. What it does there costs
 * the others their speed and it none: in turns it would look too fast.
 */
const shareMost = 0.1;
/** The runtime's own threads took up to 14 ms of a round on a busy machine. */
const runtimeNs = 15e6;

/** In words, if an engine of a round works on while the others measure. */
export function workBetween(results: readonly WorkloadResult[]): string | undefined {
	const share = Math.max(...results.map(shareOf));
	if (share <= shareMost) return undefined;
	const told = `${(share * 100).toFixed(0)} % of its own`;
	return `an engine's threads work on in the others' turns (${told})`;
}

function shareOf({ slices }: WorkloadResult): number {
	return slices === undefined ? 0 : Math.max(0, slices.betweenNs - runtimeNs) / slices.inTurnsNs;
}
