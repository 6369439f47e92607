import { max, median, min } from "simple-statistics";
import type { Sample } from "./fio.ts";

export interface Comparison {
	readonly rounds: number;
	readonly oursMedian: number;
	readonly theirsMedian: number;
	/** Of the medians. */
	readonly ratio: number;
	/** Smallest and largest ratio of one round. */
	readonly ratioLow: number;
	readonly ratioHigh: number;
	/** How surely the median of such ratios lies between them, whatever their distribution. */
	readonly confidencePercent: number;
}

/** Rounds are pairs: both ran one after the other, so that a drifting host moves both. */
export function compareRounds(ours: readonly number[], theirs: readonly number[]): Comparison {
	if (ours.length !== theirs.length || ours.length === 0) {
		throw new RangeError(`${ours.length} rounds of ours and ${theirs.length} of theirs`);
	}
	const ratios = ours.map((value, round) => value / (theirs[round] as number));
	return {
		rounds: ours.length,
		oursMedian: median([...ours]),
		theirsMedian: median([...theirs]),
		ratio: median([...ours]) / median([...theirs]),
		ratioLow: min(ratios),
		ratioHigh: max(ratios),
		// All of n independent values fall on one side of their median with probability 2 / 2^n.
		confidencePercent: 100 * (1 - 2 ** (1 - ours.length)),
	};
}

/** Median of what most rounds have; undefined when any has it not. */
export function medianOf(
	samples: readonly Sample[],
	field: "p50" | "p99" | "cpuNsPerOperation",
): number | undefined {
	const values = samples.map((sample) => sample[field]);
	return values.every((value) => value !== undefined) && values.length > 0
		? median(values as number[])
		: undefined;
}
