import { errorFunction } from "simple-statistics";
import { type Alternative, demandFinite } from "./sign-flip.ts";

/** Up to here, and without ties, the null distribution is walked rather than approximated. */
const exactMost = 50;

export interface SignedRankResult {
	/** Sum of the ranks of the positive differences. */
	readonly statistic: number;
	readonly pValue: number;
	readonly exact: boolean;
	/** Differences that are not zero: the others say nothing about a direction. */
	readonly count: number;
}

/**
 * Wilcoxon's signed rank test (1945). Zeros are left out, ties get their middle rank; with ties, or
 * beyond 50 differences, the normal approximation with continuity correction.
 */
export function signedRankTest(
	differences: readonly number[],
	alternative: Alternative,
): SignedRankResult {
	demandFinite(differences);
	const kept = differences.filter((difference) => difference !== 0);
	const count = kept.length;
	if (count === 0) return { statistic: 0, pValue: 1, exact: true, count };
	const { ranks, tieTerm } = middleRanks(kept.map(Math.abs));
	const statistic = ranks.reduce((sum, rank, at) => sum + ((kept[at] ?? 0) > 0 ? rank : 0), 0);
	if (tieTerm === 0 && count <= exactMost) {
		const upper = upperTail(count, statistic);
		const lower = upperTail(count, (count * (count + 1)) / 2 - statistic);
		return { statistic, pValue: sided(lower, upper, alternative), exact: true, count };
	}
	const centre = (count * (count + 1)) / 4;
	const variance = (count * (count + 1) * (2 * count + 1)) / 24 - tieTerm / 48;
	const tail = (correction: number) =>
		upperNormal((statistic - centre - correction) / Math.sqrt(variance));
	const pValue = sided(1 - tail(-0.5), tail(0.5), alternative);
	return { statistic, pValue, exact: false, count };
}

/** By the error function (1e-7): the package's normal probability is a table of four digits. */
function upperNormal(z: number): number {
	return (1 - errorFunction(z / Math.SQRT2)) / 2;
}

function sided(lower: number, upper: number, alternative: Alternative): number {
	if (alternative === "greater") return upper;
	if (alternative === "less") return lower;
	return Math.min(1, 2 * Math.min(lower, upper));
}

function middleRanks(values: readonly number[]): { ranks: number[]; tieTerm: number } {
	const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
	const ranks = new Array<number>(values.length).fill(0);
	let tieTerm = 0;
	for (let from = 0; from < order.length; ) {
		let to = from;
		while (to + 1 < order.length && values[order[to + 1] ?? 0] === values[order[from] ?? 0]) to++;
		for (let at = from; at <= to; at++) ranks[order[at] ?? 0] = (from + to) / 2 + 1;
		const tied = to - from + 1;
		tieTerm += tied ** 3 - tied;
		from = to + 1;
	}
	return { ranks, tieTerm };
}

/** P(W = w) for w = 0 .. n(n+1)/2: each rank is in the sum or not, with equal chance. */
export function signedRankDistribution(count: number): Float64Array {
	const chances = new Float64Array((count * (count + 1)) / 2 + 1);
	chances[0] = 1;
	for (let rank = 1, top = 0; rank <= count; rank++) {
		top += rank;
		for (let sum = top; sum >= 0; sum--) {
			const without = chances[sum] ?? 0;
			const withIt = sum >= rank ? (chances[sum - rank] ?? 0) : 0;
			chances[sum] = (without + withIt) / 2;
		}
	}
	return chances;
}

function upperTail(count: number, statistic: number): number {
	return signedRankDistribution(count)
		.slice(Math.ceil(statistic))
		.reduce((sum, chance) => sum + chance, 0);
}
