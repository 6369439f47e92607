import { type Random, seededRandom } from "../compare/random.ts";
import {
	clampPersistence,
	innovationsOf,
	persistenceOf,
	rebuild,
	residualsOf,
	spreadOf,
} from "./autocorrelation.ts";
import { bestSplit, type Search, type Split } from "./energy.ts";

export interface TestedSplit extends Split {
	/** The chance that a change-free series like this one divides as well. */
	readonly pValue: number;
	readonly persistence: number;
	/** Mean distance from the means of the pieces. */
	readonly spread: number;
}

interface Measured {
	readonly split: Split;
	readonly residuals: Float64Array;
	readonly persistence: number;
	readonly spread: number;
	readonly statistic: number;
}

/** A p-value has no finer steps than 1 in `rebuilds + 1`. */
const rebuilds = 199;
const corrections = 2;
const rebuildsOfCorrection = 50;
/** Most series show after a few rebuilt ones that they are no better than chance. */
const glances = 40;
/** A true p-value of 2 % reaches the one, of 0.5 % the other, in 2 and 1 of 1000 series. */
const glanceLimits: Readonly<Record<Search, number>> = { ends: 5, bumps: 3 };
/** A shorter series hardly knows its own autocorrelation. */
export const shortPoints = 60;

/**
 * Is the best split better than chance, at level `alpha`? Undefined: it is not.
 *
 * The statistic is the energy between the sides over the spread within them, divided by what
 * autocorrelation adds to it. Its distribution is that of change-free series rebuilt from this
 * one's own innovations (an AR(1) sieve bootstrap), searched in the same way: so the threshold is
 * the series' own. Cutting a series at its best split, and a short series as such, makes it look
 * less autocorrelated than it is; what the rebuilt ones lose by it is added back before they count.
 *
 * Not covered: memory of more than one lag (a weekly rhythm), and a spread that changes with time.
 */
export function testSplit(
	values: Float64Array,
	search: Search,
	alpha: number,
	seed: number,
): TestedSplit | undefined {
	const observed = measure(values, search);
	if (observed === undefined) return undefined;
	const random = seededRandom(seed, search === "ends" ? 1 : 2);
	const { split, spread, statistic } = observed;
	if (spread === 0) return withoutNoise(values, observed, search, alpha, random);
	const draw = rebuilder(observed, search, random);
	const first = () => draw(observed.persistence).statistic;
	if (countAtLeast(statistic, first, glances, glanceLimits[search]) === undefined) return undefined;
	let persistence = observed.persistence;
	for (let round = 0; round < corrections; round++) {
		let sum = 0;
		for (let at = 0; at < rebuildsOfCorrection; at++) sum += draw(persistence).persistence;
		const lost = observed.persistence - sum / rebuildsOfCorrection;
		persistence = clampPersistence(persistence + lost);
	}
	const pValue = chanceOf(statistic, () => draw(persistence).statistic, alpha);
	return pValue === undefined ? undefined : { ...split, pValue, persistence, spread };
}

function measure(values: Float64Array, search: Search): Measured | undefined {
	const split = bestSplit(values, search);
	if (split === undefined) return undefined;
	const residuals = residualsOf(values, split);
	const spread = spreadOf(residuals);
	const persistence = persistenceOf(residuals, split, spread);
	const weight = values.length < shortPoints ? 1 : 0.75;
	const inflation = ((1 + persistence) / (1 - persistence)) ** weight;
	const statistic = split.between / (spread * inflation);
	return { split, residuals, persistence, spread, statistic };
}

type Draw = (persistence: number) => Measured;

function rebuilder({ split, residuals }: Measured, search: Search, random: Random): Draw {
	const rebuilt = new Float64Array(residuals.length);
	let kept = { persistence: Number.NaN, innovations: residuals };
	return (persistence) => {
		if (persistence !== kept.persistence) {
			kept = { persistence, innovations: innovationsOf(residuals, split, persistence) };
		}
		rebuild(kept.innovations, persistence, random, rebuilt);
		const measured = measure(rebuilt, search);
		if (measured === undefined) throw new RangeError("a rebuilt series without a split");
		return measured;
	};
}

/** The p-value of a statistic among redrawn ones; undefined beyond `alpha`. */
function chanceOf(observed: number, draw: () => number, alpha: number): number | undefined {
	const limit = Math.floor(alpha * (rebuilds + 1));
	const extreme = countAtLeast(observed, draw, rebuilds, limit);
	return extreme === undefined ? undefined : (extreme + 1) / (rebuilds + 1);
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
	search: Search,
	alpha: number,
	random: Random,
): TestedSplit | undefined {
	if (values.every((value) => value === values[0])) return undefined;
	const permuted = values.slice();
	const copy = new Float64Array(values.length);
	const draw = () => {
		rebuild(permuted, 0, random, copy);
		return bestSplit(copy, search)?.between ?? 0;
	};
	const pValue = chanceOf(split.between, draw, alpha);
	return pValue === undefined ? undefined : { ...split, pValue, persistence: 0, spread: 0 };
}
