/** The statistics of another package, a port of R's own, that tests of this room compare with. */
import { psignrank } from "lib-r-math.js";
import type { Alternative } from "./sign-flip.ts";

/** The exact signed rank test, of differences without ties and zeros. */
export function witnessSignedRank(differences: readonly number[], alternative: Alternative) {
	const sizes = differences.map(Math.abs).sort((a, b) => a - b);
	if (sizes.some((size, at) => size === 0 || size === sizes[at + 1])) {
		throw new RangeError("ties or zeros, which the exact distribution doesn't know");
	}
	const ranks = differences.map((each) => (each > 0 ? sizes.indexOf(each) + 1 : 0));
	const statistic = ranks.reduce((sum, rank) => sum + rank, 0);
	const lower = psignrank(statistic, differences.length);
	const upper = psignrank(statistic - 1, differences.length, false);
	const both = Math.min(1, 2 * Math.min(lower, upper));
	return { statistic, pValue: { greater: upper, less: lower, "two-sided": both }[alternative] };
}
