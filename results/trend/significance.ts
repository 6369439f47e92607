import { type Random, seededRandom } from "../compare/random.ts";
import { clampPersistence, innovationsOf, rebuild } from "./autocorrelation.ts";
import type { Split } from "./energy.ts";
import { type Measured, measure, type Shape, shortPoints } from "./measure.ts";

export interface TestedSplit extends Split {
	/** The chance that a change-free series like this one divides as well. */
	readonly pValue: number;
	readonly persistence: number;
	/** Mean distance from the means of the pieces. */
	readonly spread: number;
}

/**
 * A p-value has no finer steps than 1 in `rebuilds + 1`. A short series, of which they cost little,
 * has five times as many, and twice as many to correct by: what is found in it would else hang on
 * the seed.
 */
const rebuilds = 199;
const moreOfShort = 5;
const rebuildsOfCorrection = 50;
const moreCorrectionOfShort = 2;
/** Most series show after a few rebuilt ones that they are no better than chance. */
const glances = 40;

interface Manner {
	/** Of the random numbers. */
	readonly stream: number;
	/** A true p-value of 2 % reaches 5, of 0.5 % reaches 3 in 2 and 1 of 1000 series. */
	readonly glanceLimit: number;
	/** What a fit takes away from the persistence is added back so many times. */
	readonly corrections: number;
	/**
	 * So many standard errors more persistence than estimated. A shape with more places to choose
	 * takes memory for change more easily: where few points tell how much memory there is, it is
	 * given the benefit of the doubt.
	 */
	readonly doubt: number;
}

const manners: Readonly<Record<Shape, Manner>> = {
	ends: { stream: 1, glanceLimit: 5, corrections: 2, doubt: 0 },
	bumps: { stream: 2, glanceLimit: 3, corrections: 2, doubt: 0 },
	slide: { stream: 3, glanceLimit: 3, corrections: 4, doubt: 1 },
	pieces: { stream: 4, glanceLimit: 3, corrections: 4, doubt: 2 },
};

/**
 * Is the best change of a shape better than chance, at level `alpha`? Undefined: it is not.
 *
 * The statistic is the energy between the sides over the spread within them (of pieces and slides,
 * squares over squares), divided by what autocorrelation adds to it. Its distribution is that of
 * change-free series rebuilt from this one's own innovations (an AR(1) sieve bootstrap), searched
 * in the same way: so the threshold is the series' own. Cutting a series at its best split, and a
 * short series as such, makes it look less autocorrelated than it is; what the rebuilt ones lose by
 * it is added back before they count.
 *
 * Not covered: memory of more than one lag (a weekly rhythm), and a spread that changes with time.
 */
export function testSplit(
	values: Float64Array,
	shape: Shape,
	alpha: number,
	seed: number,
): TestedSplit | undefined {
	const first = values[0];
	if (values.every((value) => value === first)) return undefined;
	const observed = measure(values, shape);
	if (observed === undefined) return undefined;
	const { stream, glanceLimit, corrections, doubt } = manners[shape];
	const random = seededRandom(seed, stream);
	const { split, spread, statistic } = observed;
	if (spread === 0) return withoutNoise(values, observed, shape, alpha, random);
	const isShort = values.length < shortPoints;
	const draw = rebuilder(observed, shape, random);
	const glance = () => draw(observed.persistence).statistic;
	const seen = countAtLeast(statistic, glance, glances, glanceLimit);
	if (seen === undefined) return undefined;
	const each = rebuildsOfCorrection * (isShort ? moreCorrectionOfShort : 1);
	// As much as is told at all: a rebuilt series can't show more, so nothing is added back.
	const rounds = observed.persistence === clampPersistence(1) ? 0 : corrections;
	let left = limitOf(alpha, glances + rounds * each) - seen;
	let persistence = observed.persistence;
	for (let round = 0; round < rounds; round++) {
		let sum = 0;
		for (let at = 0; at < each; at++) {
			const rebuilt = draw(persistence);
			sum += rebuilt.persistence;
			if (rebuilt.statistic >= statistic) left--;
			if (left <= 0) return undefined;
		}
		persistence = clampPersistence(persistence + observed.persistence - sum / each);
	}
	const most = clampPersistence(persistence + doubt / Math.sqrt(values.length));
	const draws = (rebuilds + 1) * (isShort ? moreOfShort : 1);
	const pValue = chanceOf(statistic, () => draw(most).statistic, draws, alpha);
	return pValue === undefined ? undefined : { ...split, pValue, persistence, spread };
}

/**
 * So many rebuilt series, of those that the correction takes, say that the rest need not be drawn
 * (sequential Monte Carlo: Besag and Clifford 1991): two standard deviations beyond what `alpha`
 * lets expect, while with less persistence than the corrected one they reach the observed less
 * often than the rest would.
 */
function limitOf(alpha: number, draws: number): number {
	const expected = alpha * draws;
	return Math.ceil(expected + 2 * Math.sqrt(expected));
}

type Draw = (persistence: number) => Measured;

function rebuilder({ cuts, residuals }: Measured, shape: Shape, random: Random): Draw {
	const rebuilt = new Float64Array(residuals.length);
	let kept = { persistence: Number.NaN, innovations: residuals };
	return (persistence) => {
		if (persistence !== kept.persistence) {
			kept = { persistence, innovations: innovationsOf(residuals, cuts, persistence) };
		}
		rebuild(kept.innovations, persistence, random, rebuilt);
		const measured = measure(rebuilt, shape);
		if (measured === undefined) throw new RangeError("a rebuilt series without a split");
		return measured;
	};
}

/** The p-value of a statistic among redrawn ones; undefined beyond `alpha`. */
function chanceOf(
	observed: number,
	draw: () => number,
	draws: number,
	alpha: number,
): number | undefined {
	const limit = Math.floor(alpha * draws);
	const extreme = countAtLeast(observed, draw, draws - 1, limit);
	return extreme === undefined ? undefined : (extreme + 1) / draws;
}

/** Undefined as soon as there are `limit` of them: the rest could not make up for it. */
function countAtLeast(
	observed: number,
	draw: () => number,
	draws: number,
	limit: number,
): number | undefined {
	let extreme = 0;
	for (let at = 0; at < draws; at++) {
		if (draw() >= observed) extreme++;
		if (extreme >= limit) return undefined;
	}
	return extreme;
}

/** Nothing is left to rebuild from when the sides hold one value each: the points are permuted. */
function withoutNoise(
	values: Float64Array,
	{ split }: Measured,
	shape: Shape,
	alpha: number,
	random: Random,
): TestedSplit | undefined {
	const permuted = values.slice();
	const copy = new Float64Array(values.length);
	const draw = () => {
		rebuild(permuted, 0, random, copy);
		return measure(copy, shape)?.split.between ?? 0;
	};
	const pValue = chanceOf(split.between, draw, rebuilds + 1, alpha);
	return pValue === undefined ? undefined : { ...split, pValue, persistence: 0, spread: 0 };
}
