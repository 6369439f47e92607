import { median } from "simple-statistics";

/**
 * How many times slower, as a logarithm, one process was than another that measured in turns with
 * it: the median over their slices, the n-th of one by the n-th of the other. A drift of the
 * machine meets both, and what hits fewer than half of the slices hardly moves it: it tells the
 * typical speed, and says nothing of stalls. Undefined where the slices do not match.
 */
export function sideBySide(
	baselineIops: readonly number[],
	otherIops: readonly number[],
): number | undefined {
	if (baselineIops.length === 0 || baselineIops.length !== otherIops.length) return undefined;
	const ratios = baselineIops.map((iops, at) => iops / (otherIops[at] ?? 0));
	// Nothing completed in a slice: that is slower than anything, or faster.
	const typical = median(ratios.map((ratio) => (Number.isNaN(ratio) ? 1 : ratio)));
	return typical > 0 && Number.isFinite(typical) ? Math.log(typical) : undefined;
}
