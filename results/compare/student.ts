/**
 * Student's distribution (1908) for whole degrees of freedom: the share of it below `value`, by the
 * finite series in the angle whose tangent is value / sqrt(freedom) (Abramowitz and Stegun 26.7.3).
 */
export function studentBelow(value: number, freedom: number): number {
	if (!Number.isInteger(freedom) || freedom < 1) {
		throw new RangeError(`${freedom} degrees of freedom`);
	}
	const angle = Math.atan(value / Math.sqrt(freedom));
	const squaredCosine = Math.cos(angle) ** 2;
	const isOdd = freedom % 2 === 1;
	let term = isOdd ? Math.cos(angle) : 1;
	let sum = freedom === 1 ? 0 : term;
	for (let at = isOdd ? 2 : 1; at <= freedom - 3; at += 2) {
		term *= (at / (at + 1)) * squaredCosine;
		sum += term;
	}
	const inside = isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
	return (1 + inside) / 2;
}

/** The value that this share of it lies below, to 1e-9. */
export function studentQuantile(share: number, freedom: number): number {
	if (!(share > 0 && share < 1)) throw new RangeError(`a share of ${share}`);
	let high = 1;
	while (studentBelow(high, freedom) < Math.max(share, 1 - share)) high *= 2;
	let low = -high;
	while (high - low > 1e-9 * Math.max(1, high)) {
		const middle = (low + high) / 2;
		if (studentBelow(middle, freedom) < share) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}
