import type { Random } from "../compare/random.ts";
import type { Split } from "./energy.ts";

/** Beyond this a series of a few hundred points cannot be told from one that wanders for good. */
const mostPersistent = 0.9;
const leastPersistent = -0.4;

export function clampPersistence(value: number): number {
	return Math.max(leastPersistent, Math.min(mostPersistent, value));
}

/** What is left of each point when the pieces of the split have their means taken off. */
export function residualsOf(values: Float64Array, { at, until }: Split): Float64Array {
	const residuals = new Float64Array(values.length);
	centre(values, residuals, 0, at);
	centre(values, residuals, at, until);
	centre(values, residuals, until, values.length);
	return residuals;
}

function centre(values: Float64Array, residuals: Float64Array, from: number, to: number): void {
	let sum = 0;
	for (let index = from; index < to; index++) sum += values[index] ?? 0;
	const mean = sum / (to - from);
	for (let index = from; index < to; index++) residuals[index] = (values[index] ?? 0) - mean;
}

/** Mean distance from the means of the pieces. */
export function spreadOf(residuals: Float64Array): number {
	let sum = 0;
	for (let index = 0; index < residuals.length; index++) sum += Math.abs(residuals[index] ?? 0);
	return sum / residuals.length;
}

/** A normal's standard deviation is so many of its mean absolute deviations. */
const deviationsPerSpread = Math.sqrt(Math.PI / 2);

/**
 * How much of a point's deviation the next one has: the lag-one autocorrelation. Pairs across a
 * change are left out, and outliers are cut off at three deviations: they would hide the rest.
 */
export function persistenceOf(residuals: Float64Array, { at, until }: Split, spread: number) {
	const limit = 3 * deviationsPerSpread * spread;
	let products = 0;
	let squares = 0;
	let previous = 0;
	for (let index = 0; index < residuals.length; index++) {
		let cut = residuals[index] ?? 0;
		if (cut > limit) cut = limit;
		else if (cut < -limit) cut = -limit;
		if (index !== 0 && index !== at && index !== until) products += cut * previous;
		squares += cut * cut;
		previous = cut;
	}
	return squares > 0 ? clampPersistence(products / squares) : 0;
}

/** What is new in each point, when it keeps so much of the one before it. */
export function innovationsOf(
	residuals: Float64Array,
	{ at, until }: Split,
	persistence: number,
): Float64Array {
	const first = Math.sqrt(1 - persistence ** 2);
	const innovations = residuals.map((residual, index) =>
		index === 0 || index === at || index === until
			? residual * first
			: residual - persistence * (residuals[index - 1] ?? 0),
	);
	const centred = new Float64Array(innovations.length);
	centre(innovations, centred, 0, innovations.length);
	return centred;
}

const warmUp = 20;

/**
 * A change-free series like this one: its innovations in another order, each point keeping its
 * share of the one before. Without autocorrelation it is a permutation of the points.
 */
export function rebuild(
	innovations: Float64Array,
	persistence: number,
	random: Random,
	rebuilt: Float64Array,
): void {
	random.shuffle(innovations);
	let value = 0;
	if (persistence !== 0) {
		for (let step = 0; step < warmUp; step++) {
			value = persistence * value + (innovations[random.below(innovations.length)] ?? 0);
		}
	}
	for (let index = 0; index < rebuilt.length; index++) {
		value = persistence * value + (innovations[index] ?? 0);
		rebuilt[index] = value;
	}
}
