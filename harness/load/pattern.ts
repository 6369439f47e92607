import type { Workload } from "../contract/index.ts";
import type { Random } from "./random.ts";

/** Which block comes next, as an index 0..count-1 into the working set. */
export type NextIndex = () => number;

export function createPattern(
	pattern: Workload["pattern"],
	count: number,
	random: Random,
): NextIndex {
	switch (pattern) {
		case "random":
			return uniform(count, random);
		case "sequential":
			return sequential(count);
	}
}

function uniform(count: number, random: Random): NextIndex {
	const { next, below } = random;
	if (count > 0x200000) return () => below(count);
	// One multiplication and a conversion; as `below`, for the sizes that most runs have.
	const scale = count / 4294967296;
	return () => (next() * scale) | 0;
}

function sequential(count: number): NextIndex {
	let at = -1;
	return () => {
		at = at + 1 === count ? 0 : at + 1;
		return at;
	};
}
