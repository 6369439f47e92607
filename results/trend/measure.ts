import { persistenceOf, residualsOf, spreadOf } from "./autocorrelation.ts";
import { bestSplit, type Search, type Split } from "./energy.ts";
import { bestPieces } from "./pieces.ts";
import { bestSlide, residualsOfSlide } from "./slides.ts";

/** `pieces`: two changes of level at once. `slide`: a level, a straight way, another level. */
export type Shape = Search | "pieces" | "slide";

/** What the best change of a shape makes of a series. */
export interface Measured {
	readonly split: Split;
	/** Where residuals on either side are of different levels; a slide has no such place. */
	readonly cuts: Split;
	readonly residuals: Float64Array;
	readonly persistence: number;
	readonly spread: number;
	/** What the change explains, over what it leaves and what memory adds to it. */
	readonly statistic: number;
}

/** A shorter series hardly knows its own autocorrelation. */
export const shortPoints = 60;

export function measure(values: Float64Array, shape: Shape): Measured | undefined {
	if (shape === "pieces") return measurePieces(values);
	if (shape === "slide") return measureSlide(values);
	const split = bestSplit(values, shape);
	if (split === undefined) return undefined;
	const { residuals, spread, persistence } = restOf(residualsOf(values, split), split);
	const weight = values.length < shortPoints ? 1 : 0.75;
	const statistic = split.between / (spread * inflationOf(persistence) ** weight);
	return { split, cuts: split, residuals, persistence, spread, statistic };
}

function measurePieces(values: Float64Array): Measured | undefined {
	const pieces = bestPieces(values);
	if (pieces === undefined) return undefined;
	const split = { at: pieces.at, until: pieces.until, between: pieces.gain };
	return bySquares(split, split, residualsOf(values, split));
}

function measureSlide(values: Float64Array): Measured | undefined {
	const slide = bestSlide(values);
	if (slide === undefined) return undefined;
	const { length } = values;
	const split = { at: slide.begin + 1, until: slide.end, between: slide.gain };
	const cuts = { at: length, until: length, between: 0 };
	return bySquares(split, cuts, residualsOfSlide(values, slide));
}

function bySquares(split: Split, cuts: Split, given: Float64Array): Measured {
	const { residuals, spread, persistence } = restOf(given, cuts);
	let squares = 0;
	for (let at = 0; at < residuals.length; at++) {
		const residual = residuals[at] ?? 0;
		squares += residual * residual;
	}
	const statistic = split.between / (squares * inflationOf(persistence));
	return { split, cuts, residuals, persistence, spread, statistic };
}

function restOf(residuals: Float64Array, cuts: Split) {
	const spread = spreadOf(residuals);
	return { residuals, spread, persistence: persistenceOf(residuals, cuts, spread) };
}

/** By so much memory makes the variance of a mean larger. */
export function inflationOf(persistence: number): number {
	return (1 + persistence) / (1 - persistence);
}
