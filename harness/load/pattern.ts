import type { Workload } from "../contract/index.ts";
import { fineCount, type Random } from "./random.ts";

/** Which blocks come next, as indices 0..count-1 into the working set. */
export interface Pattern {
	next(): number;
	/** `into[0..length)` = offset + the next indices; the same sequence as `next` gives. */
	fill(into: Float64Array, length: number, offset: number): void;
}

export function createPattern(
	pattern: Workload["pattern"],
	count: number,
	random: Random,
): Pattern {
	switch (pattern) {
		case "random":
			return uniform(count, random);
		case "sequential":
			return oneByOne(sequential(count));
	}
}

function uniform(count: number, random: Random): Pattern {
	const { next, below, fill } = random;
	if (count > fineCount) return oneByOne(() => below(count));
	// One multiplication and a conversion; as `below`, for the sizes that most runs have.
	const scale = count / 4294967296;
	return {
		next: () => (next() * scale) | 0,
		fill: (into, length, offset) => fill(into, length, count, offset),
	};
}

function sequential(count: number): () => number {
	let at = -1;
	return () => {
		at = at + 1 === count ? 0 : at + 1;
		return at;
	};
}

function oneByOne(next: () => number): Pattern {
	return {
		next,
		fill: (into, length, offset) => {
			for (let i = 0; i < length; i++) into[i] = offset + next();
		},
	};
}
