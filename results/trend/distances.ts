/** Of each point of a series: the sum of its distances to those before it, and to those after. */
export interface Distances {
	readonly earlier: Float64Array;
	readonly later: Float64Array;
}

/**
 * One pass over the pairs, for two points at once: hundreds of rebuilt series wait for it, and a
 * processor adds to two sums in the time of one. (A merge sort has n log n steps for this, and
 * takes as long at 300 points: each of its steps is a branch that can't be foreseen.)
 */
export function distancesOf(values: Float64Array): Distances {
	const count = values.length;
	const earlier = new Float64Array(count);
	const later = new Float64Array(count);
	const isEven = count % 2 === 0;
	if (isEven) {
		earlier[1] = Math.abs((values[1] ?? 0) - (values[0] ?? 0));
		later[0] = earlier[1] ?? 0;
	}
	for (let at = isEven ? 2 : 1; at < count; at += 2) {
		const value = values[at] ?? 0;
		const next = values[at + 1] ?? 0;
		let sum = 0;
		let nextSum = 0;
		for (let place = 0; place < at; place++) {
			const known = values[place] ?? 0;
			const distance = Math.abs(known - value);
			const nextDistance = Math.abs(known - next);
			sum += distance;
			nextSum += nextDistance;
			later[place] = (later[place] ?? 0) + distance + nextDistance;
		}
		const between = Math.abs(next - value);
		earlier[at] = sum;
		later[at] = between;
		earlier[at + 1] = nextSum + between;
	}
	return { earlier, later };
}
