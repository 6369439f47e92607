import type { Random } from "./random.ts";

/**
 * Ranks 1..count with probability proportional to 1 / rank^theta, exactly: rejection from the
 * integral of the density (Hörmann and Derflinger, "Rejection-inversion to generate variates from
 * monotone discrete distributions", ACM TOMACS 6(3), 1996). No table and no sum over all ranks:
 * constant memory and time, for any count and any theta > 0.
 */
export function zipfRank(theta: number, count: number, random: Random): () => number {
	const atFirst = integral(theta, 1.5) - 1;
	const atLast = integral(theta, count + 0.5);
	/** Closer than this to the rank's upper half, a draw needs no test. */
	const sure = 2 - inverse(theta, integral(theta, 2.5) - density(theta, 2));
	return () => {
		for (;;) {
			const uniform = (random.next() + random.next() / 4294967296) / 4294967296;
			const at = atLast + uniform * (atFirst - atLast);
			const x = inverse(theta, at);
			const rank = Math.min(count, Math.max(1, Math.round(x)));
			if (rank - x <= sure || at >= integral(theta, rank + 0.5) - density(theta, rank)) return rank;
		}
	};
}

function density(theta: number, x: number): number {
	return Math.exp(-theta * Math.log(x));
}

/** Of the density from 1 to x: (x^(1 - theta) - 1) / (1 - theta), and log x for theta = 1. */
function integral(theta: number, x: number): number {
	const log = Math.log(x);
	return expm1Over((1 - theta) * log) * log;
}

function inverse(theta: number, area: number): number {
	const t = Math.max(-1, area * (1 - theta));
	return Math.exp(log1pOver(t) * area);
}

/** (e^x - 1) / x, and its limit where that would be 0 / 0. */
function expm1Over(x: number): number {
	return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + x / 2;
}

/** log(1 + x) / x, and its limit where that would be 0 / 0. */
function log1pOver(x: number): number {
	return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x / 2;
}
