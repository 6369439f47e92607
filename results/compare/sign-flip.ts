import { mean } from "simple-statistics";
import { seededRandom } from "./random.ts";

/** What the test asks: is the centre above zero, below it, or either? */
export type Alternative = "greater" | "less" | "two-sided";

/** Up to here all 2^n sign patterns are walked: the p-value is exact. */
const exactFlipsMost = 16;
const flipsDefault = 20_000;

export interface SignFlipResult {
	readonly pValue: number;
	readonly exact: boolean;
	/** Sign patterns looked at. */
	readonly flips: number;
}

/**
 * Permutation test of paired differences: were they symmetric about zero, each sign would be as
 * likely as the other (Fisher 1935, section 21). The statistic is the mean. Up to 16 differences
 * exact; beyond, patterns drawn from the seed, the observed one counted among them, so that p is
 * never zero and never too small (Phipson and Smyth 2010).
 *
 * Not covered: differences that depend on each other, and distributions that are skewed about
 * their centre.
 */
export function signFlipTest(
	differences: readonly number[],
	alternative: Alternative,
	seed: number,
	flips = flipsDefault,
): SignFlipResult {
	demandFinite(differences);
	const observed = statistic(mean([...differences]), alternative);
	// Sums in another order differ in their last bits: those are ties, not smaller ones.
	const slack = 1e-12 * Math.max(...differences.map(Math.abs));
	const count = differences.length;
	const atLeast = (centre: number) => statistic(centre, alternative) >= observed - slack;
	if (count <= exactFlipsMost) {
		const patterns = 2 ** count;
		let extreme = 0;
		for (let pattern = 0; pattern < patterns; pattern++) {
			let sum = 0;
			for (let at = 0; at < count; at++) {
				const difference = differences[at] ?? 0;
				sum += (pattern >>> at) & 1 ? -difference : difference;
			}
			if (atLeast(sum / count)) extreme++;
		}
		return { pValue: extreme / patterns, exact: true, flips: patterns };
	}
	const random = seededRandom(seed);
	let extreme = 0;
	for (let flip = 0; flip < flips; flip++) {
		let sum = 0;
		for (const difference of differences) sum += random.next() < 0.5 ? -difference : difference;
		if (atLeast(sum / count)) extreme++;
	}
	return { pValue: (extreme + 1) / (flips + 1), exact: false, flips };
}

function statistic(centre: number, alternative: Alternative): number {
	if (alternative === "two-sided") return Math.abs(centre);
	return alternative === "greater" ? centre : -centre;
}

/** No difference, or one that is no number, is the caller's mistake, never "p = 1". */
export function demandFinite(values: readonly number[]): void {
	if (values.length === 0) throw new RangeError("a test of no observations");
	if (!values.every(Number.isFinite)) throw new RangeError("an observation is not a finite number");
}
