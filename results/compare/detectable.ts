import { medianAbsoluteDeviation, probit } from "simple-statistics";

/** A normal's standard deviation is so many of its median absolute deviations. */
const deviationsPerMad = 1.4826022185056018;

/** Pitman efficiency of the signed rank test under normal noise: it needs 5 % more rounds. */
const efficiency = 3 / Math.PI;

/** The spread of most rounds; a wild one in twenty is the test's to bear, not the spread's. */
export function robustDeviation(values: readonly number[]): number {
	if (values.length < 2) return Number.POSITIVE_INFINITY;
	const mad = medianAbsoluteDeviation([...values]) * deviationsPerMad;
	const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
	const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
	// Half of the rounds identical: the deviation of the others is all there is to go by.
	return mad > 0 ? mad : Math.sqrt(squares / (values.length - 1));
}

/**
 * The smallest true change that this many rounds of this spread would find with the power asked
 * for, one-sided at alpha. "Can't see less than 4 %."
 */
export function minimalDetectable(
	deviation: number,
	count: number,
	alpha: number,
	power = 0.8,
): number {
	if (count < 1) return Number.POSITIVE_INFINITY;
	return ((probit(1 - alpha) + probit(power)) * deviation) / Math.sqrt(count * efficiency);
}
