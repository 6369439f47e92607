/**
 * Not simple-statistics' own, which a test holds it against: that package computes the tables of
 * its distributions as it loads, a tenth of what `assay trend` takes.
 */
export function medianOf(values: ArrayLike<number>): number {
	if (values.length === 0) throw new RangeError("the median of no values");
	const sorted = new Float64Array(values).sort();
	const half = sorted.length >>> 1;
	const upper = sorted[half] ?? 0;
	return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
