/** Many metrics: the chance that one of them looks bad by luck grows with their number. */

/** Holm's step-down (1979): adjusted p-values, in order; bounds the chance of any error. */
export function holm(pValues: readonly number[]): number[] {
	const order = ascending(pValues);
	const adjusted = new Array<number>(pValues.length).fill(1);
	let least = 0;
	order.forEach((at, place) => {
		least = Math.max(least, Math.min(1, (pValues.length - place) * (pValues[at] ?? 1)));
		adjusted[at] = least;
	});
	return adjusted;
}

/** Benjamini and Hochberg's step-up (1995): bounds the share of false ones among those found. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
	const order = ascending(pValues).reverse();
	const adjusted = new Array<number>(pValues.length).fill(1);
	let most = 1;
	order.forEach((at, fromEnd) => {
		const rank = pValues.length - fromEnd;
		most = Math.min(most, ((pValues[at] ?? 1) * pValues.length) / rank);
		adjusted[at] = most;
	});
	return adjusted;
}

function ascending(pValues: readonly number[]): number[] {
	if (!pValues.every((p) => p >= 0 && p <= 1)) throw new RangeError("a p-value outside 0 .. 1");
	return [...pValues.keys()].sort((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
}
