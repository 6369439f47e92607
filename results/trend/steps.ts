import { segmentMin } from "./energy.ts";

/**
 * The step function with the least sum of absolute deviations plus `penalty` for each step, by
 * dynamic programming over all places: nothing is drawn, and an outlier weighs no more than its
 * distance. Returns the first point of each step but the first.
 */
export function fitSteps(values: Float64Array, penalty: number): number[] {
	const count = values.length;
	const least = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
	const cameFrom = new Int32Array(count + 1);
	least[0] = -penalty;
	for (let from = 0; from <= count - segmentMin; from++) {
		const before = least[from] ?? Number.POSITIVE_INFINITY;
		if (before === Number.POSITIVE_INFINITY) continue;
		const segment = new GrowingSegment();
		for (let to = from + 1; to <= count; to++) {
			segment.add(values[to - 1] ?? 0);
			if (to - from < segmentMin) continue;
			const cost = before + penalty + segment.deviation;
			if (cost >= (least[to] ?? 0)) continue;
			least[to] = cost;
			cameFrom[to] = from;
		}
	}
	const steps: number[] = [];
	for (let to = cameFrom[count] ?? 0; to > 0; to = cameFrom[to] ?? 0) steps.push(to);
	return steps.reverse();
}

/** Sum of the distances from the median, as points come. */
class GrowingSegment {
	readonly #sorted: number[] = [];
	#sum = 0;
	#lowerSum = 0;

	add(value: number): void {
		const sorted = this.#sorted;
		let low = 0;
		for (let high = sorted.length; low < high; ) {
			const middle = (low + high) >>> 1;
			if ((sorted[middle] ?? 0) <= value) low = middle + 1;
			else high = middle;
		}
		const half = sorted.length >>> 1;
		sorted.splice(low, 0, value);
		this.#sum += value;
		// The lower half holds floor(count / 2) points, before and after.
		if (low < half) this.#lowerSum += value - (sorted[half] ?? 0);
		if (sorted.length >>> 1 > half) this.#lowerSum += sorted[half] ?? 0;
	}

	get deviation(): number {
		const half = this.#sorted.length >>> 1;
		const middle = this.#sorted.length % 2 === 1 ? (this.#sorted[half] ?? 0) : 0;
		return this.#sum - middle - 2 * this.#lowerSum;
	}
}
