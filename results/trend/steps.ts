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
	const later = new ShrinkingSegment(values);
	const segment = new ShrinkingSegment(values);
	for (let from = 0; from <= count - segmentMin; from++) {
		const before = (least[from] ?? 0) + penalty;
		if (before < Number.POSITIVE_INFINITY) {
			segment.set(later);
			for (let to = count; to >= from + segmentMin; to--) {
				const cost = before + segment.deviation;
				if (cost < (least[to] ?? 0)) {
					least[to] = cost;
					cameFrom[to] = from;
				}
				segment.remove(to - 1);
			}
		}
		later.remove(from);
	}
	const steps: number[] = [];
	for (let to = cameFrom[count] ?? 0; to > 0; to = cameFrom[to] ?? 0) steps.push(to);
	return steps.reverse();
}

/** What `fitSteps` makes least, if there is to be one step or none. */
export function costOfOneStep(values: Float64Array, penalty: number): number {
	const count = values.length;
	const before = new Float64Array(count + 1);
	const earlier = new ShrinkingSegment(values);
	for (let to = count; to > 0; to--) {
		before[to] = earlier.deviation;
		earlier.remove(to - 1);
	}
	let least = before[count] ?? 0;
	const later = new ShrinkingSegment(values);
	for (let at = 1; at <= count - segmentMin; at++) {
		later.remove(at - 1);
		if (at < segmentMin) continue;
		least = Math.min(least, (before[at] ?? 0) + later.deviation + penalty);
	}
	return least;
}

/**
 * Sum of the distances from the median, as points go: a list in the order of size closes over each
 * of them, and the median moves to its neighbour at most.
 */
class ShrinkingSegment {
	/** Of each point, in units of the series about its first point. */
	readonly #values: Float64Array;
	/** Its place in the order of size. */
	readonly #ranks: Int32Array;
	/** The next smaller and the next larger point that is left. */
	readonly #smaller: Int32Array;
	readonly #larger: Int32Array;
	#count: number;
	#sum = 0;
	/** Of the lower half: floor(count / 2) points; the next one is the middle. */
	#lowerSum = 0;
	#middle = 0;

	constructor(values: Float64Array) {
		const count = values.length;
		this.#count = count;
		const origin = values[0] ?? 0;
		this.#values = values.map((value) => value - origin);
		const order = Int32Array.from(values.keys());
		order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
		this.#ranks = new Int32Array(count);
		this.#smaller = new Int32Array(count + 1).fill(count);
		this.#larger = new Int32Array(count + 1).fill(count);
		for (let rank = 0; rank < count; rank++) {
			const point = order[rank] ?? 0;
			const value = this.#values[point] ?? 0;
			this.#ranks[point] = rank;
			this.#smaller[point] = order[rank - 1] ?? count;
			this.#larger[point] = order[rank + 1] ?? count;
			this.#sum += value;
			if (rank < count >>> 1) this.#lowerSum += value;
		}
		this.#middle = order[count >>> 1] ?? count;
	}

	/** To what another one of the same series has left. */
	set(other: ShrinkingSegment): void {
		this.#smaller.set(other.#smaller);
		this.#larger.set(other.#larger);
		this.#count = other.#count;
		this.#sum = other.#sum;
		this.#lowerSum = other.#lowerSum;
		this.#middle = other.#middle;
	}

	remove(point: number): void {
		const value = this.#values[point] ?? 0;
		const middle = this.#middle;
		const isBelow = (this.#ranks[point] ?? 0) < (this.#ranks[middle] ?? 0);
		if (this.#count % 2 === 1) {
			// The lower half keeps its number: for one of its points it takes the middle.
			if (isBelow) this.#lowerSum += (this.#values[middle] ?? 0) - value;
			if (isBelow || point === middle) this.#middle = this.#larger[middle] ?? 0;
		} else if (isBelow) {
			this.#lowerSum -= value;
		} else {
			this.#middle = this.#smaller[middle] ?? 0;
			this.#lowerSum -= this.#values[this.#middle] ?? 0;
		}
		this.#count--;
		this.#sum -= value;
		const smaller = this.#smaller[point] ?? 0;
		const larger = this.#larger[point] ?? 0;
		this.#larger[smaller] = larger;
		this.#smaller[larger] = smaller;
	}

	get deviation(): number {
		const middle = this.#count % 2 === 1 ? (this.#values[this.#middle] ?? 0) : 0;
		return this.#sum - middle - 2 * this.#lowerSum;
	}
}
