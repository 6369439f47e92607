import { medianSorted, probit } from "simple-statistics";
import { demandFinite } from "./sign-flip.ts";
import { signedRankDistribution } from "./signed-rank.ts";

const exactMost = 100;

export interface Estimate {
	readonly estimate: number;
	/** Infinite where so few observations can't bound it at the level asked for. */
	readonly low: number;
	readonly high: number;
	/** Chance that an interval made so covers the centre; at least the level asked for. */
	readonly level: number;
}

/**
 * Hodges and Lehmann's estimate (1963): the median of all pairwise means, x with itself included.
 * One wild round in twenty hardly moves it. The interval inverts the signed rank test: it holds
 * every centre that the test would not reject (Hollander and Wolfe, 3.3).
 */
export function hodgesLehmann(differences: readonly number[], level: number): Estimate {
	demandFinite(differences);
	if (!(level > 0 && level < 1)) throw new RangeError(`a confidence level of ${level}`);
	const means = pairwiseMeans(differences);
	const { skipped, reached } = skippedAt(differences.length, (1 - level) / 2);
	const isBounded = skipped > 0;
	return {
		estimate: medianSorted(means),
		low: isBounded ? (means[skipped - 1] ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY,
		high: isBounded
			? (means[means.length - skipped] ?? Number.POSITIVE_INFINITY)
			: Number.POSITIVE_INFINITY,
		level: isBounded ? 1 - 2 * reached : 1,
	};
}

/** Walsh averages, sorted. */
function pairwiseMeans(values: readonly number[]): number[] {
	const means = values.flatMap((one, at) => values.slice(at).map((other) => (one + other) / 2));
	return means.sort((a, b) => a - b);
}

/** The bound is the `skipped`-th mean from either end; `reached` is the tail that it leaves. */
function skippedAt(count: number, tail: number): { skipped: number; reached: number } {
	if (count > exactMost) {
		const centre = (count * (count + 1)) / 4;
		const deviation = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
		return { skipped: Math.floor(centre + probit(tail) * deviation), reached: tail };
	}
	let reached = 0;
	let skipped = 0;
	for (const chance of signedRankDistribution(count)) {
		if (reached + chance > tail) break;
		reached += chance;
		skipped++;
	}
	return { skipped, reached };
}
