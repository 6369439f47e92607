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
	/**
	 * A statistic so many times the largest of those drawn so far is beyond all that are still to be
	 * drawn, of a longer series: they are spared. In 600 tests `ends` of drawn series the largest of
	 * 199 was up to 4.0 times that of the 140 before, of the others in 300 each 2.7, 5.3 and 5.7.
	 */
	readonly clear: number;
}

const manners: Readonly<Record<Shape, Manner>> = {
	ends: { stream: 1, glanceLimit: 5, corrections: 2, doubt: 0, clear: 5 },
	bumps: { stream: 2, glanceLimit: 3, corrections: 2, doubt: 0, clear: 10 },
	slide: { stream: 3, glanceLimit: 3, corrections: 4, doubt: 1, clear: 10 },
	pieces: { stream: 4, glanceLimit: 3, corrections: 4, doubt: 2, clear: 10 },
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
	const { stream, glanceLimit, corrections, doubt, clear } = manners[shape];
	const random = seededRandom(seed, stream);
	const { split, spread, statistic } = observed;
	if (spread === 0) return withoutNoise(values, observed, shape, alpha, random);
	const isShort = values.length < shortPoints;
	const series = new RebuiltSeries(observed, shape, random);
	const glanced = series.draw(observed.persistence, glances, glanceLimit);
	if (glanced === undefined) return undefined;
	const each = rebuildsOfCorrection * (isShort ? moreCorrectionOfShort : 1);
	// As much as is told at all: a rebuilt series can't show more, so nothing is added back.
	const rounds = observed.persistence === clampPersistence(1) ? 0 : corrections;
	let left = limitOf(alpha, rounds * each) - glanced.reached;
	let persistence = observed.persistence;
	// The glances were drawn with the same persistence as the first round.
	let known = glanced;
	for (let round = 0; round < rounds; round++) {
		const drawn = series.draw(persistence, each - known.draws, left);
		if (drawn === undefined) return undefined;
		left -= drawn.reached;
		const mean = (known.persistences + drawn.persistences) / each;
		persistence = clampPersistence(persistence + observed.persistence - mean);
		known = noDraws;
	}
	const draws = (rebuilds + 1) * (isShort ? moreOfShort : 1);
	const told = { ...split, persistence, spread };
	if (!isShort && statistic > clear * series.largest) return { ...told, pValue: 1 / draws };
	const most = clampPersistence(persistence + doubt / Math.sqrt(values.length));
	const limit = Math.floor(alpha * draws) - known.reached;
	const rest = series.draw(most, draws - 1 - known.draws, limit);
	if (rest === undefined) return undefined;
	return { ...told, pValue: (known.reached + rest.reached + 1) / draws };
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

/** Of rebuilt series: how many, how many reached the observed, and their persistences' sum. */
interface Drawn {
	readonly draws: number;
	readonly reached: number;
	readonly persistences: number;
}

const noDraws: Drawn = { draws: 0, reached: 0, persistences: 0 };

class RebuiltSeries {
	readonly #observed: Measured;
	readonly #shape: Shape;
	readonly #random: Random;
	readonly #values: Float64Array;
	/** The largest statistic so far. */
	largest = 0;

	constructor(observed: Measured, shape: Shape, random: Random) {
		this.#observed = observed;
		this.#shape = shape;
		this.#random = random;
		this.#values = new Float64Array(observed.residuals.length);
	}

	/** Undefined as soon as `limit` of them reach the observed: the rest can't make up for it. */
	draw(persistence: number, draws: number, limit: number): Drawn | undefined {
		const { residuals, cuts, statistic } = this.#observed;
		const innovations = innovationsOf(residuals, cuts, persistence);
		let reached = 0;
		let persistences = 0;
		for (let at = 0; at < draws; at++) {
			if (reached >= limit) return undefined;
			rebuild(innovations, persistence, this.#random, this.#values);
			const measured = measure(this.#values, this.#shape);
			if (measured === undefined) throw new RangeError("a rebuilt series without a split");
			if (measured.statistic >= statistic) reached++;
			persistences += measured.persistence;
			this.largest = Math.max(this.largest, measured.statistic);
		}
		return reached >= limit ? undefined : { draws, reached, persistences };
	}
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
	const draws = rebuilds + 1;
	let reached = 0;
	for (let at = 1; at < draws; at++) {
		rebuild(permuted, 0, random, copy);
		if ((measure(copy, shape)?.split.between ?? 0) >= split.between) reached++;
		if (reached >= Math.floor(alpha * draws)) return undefined;
	}
	return { ...split, pValue: (reached + 1) / draws, persistence: 0, spread: 0 };
}
