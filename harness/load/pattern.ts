import type { AccessPattern } from "../contract/index.ts";
import { fineCount, type Random } from "./random.ts";
import { zipfRank } from "./zipf.ts";

/** Which blocks come next, as indices 0..count-1 into the working set. */
export interface Pattern {
	next(): number;
	/** `into[0..length)` = offset + the next indices; the same sequence as `next` gives. */
	fill(into: Float64Array, length: number, offset: number): void;
}

/** The pattern's parameters are in the ranges that feasible.ts demands. */
export function createPattern(pattern: AccessPattern, count: number, random: Random): Pattern {
	if (pattern === "random") return uniform(count, random);
	if (pattern === "sequential") return oneByOne(sequential(count));
	switch (pattern.kind) {
		case "zipf":
			return oneByOne(zipf(pattern.theta, count, random));
		case "hot-cold":
			return oneByOne(hotCold(pattern.hotPercent, pattern.accessPercent, count, random));
		case "strided":
			return oneByOne(strided(pattern.strideBlocks, count));
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

/** Rank 1 is the hottest block; neighbours in rank lie far apart, as hot blocks of a store do. */
function zipf(theta: number, count: number, random: Random): () => number {
	const rank = zipfRank(theta, count, random);
	const place = scatter(count);
	return () => place(rank() - 1);
}

/**
 * 0..count-1 onto itself: multiples of a stride that is coprime to count. Near the golden ratio of
 * count, as far as a double holds the product.
 */
export function scatter(count: number): (index: number) => number {
	const longest = Math.floor(Number.MAX_SAFE_INTEGER / count);
	let stride = Math.max(1, Math.min(longest, Math.round(count * 0.6180339887498949)));
	while (greatestCommonDivisor(stride, count) !== 1) stride--;
	return (index) => (index * stride) % count;
}

export function greatestCommonDivisor(a: number, b: number): number {
	return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Blocks of the hot share, at least one, and never all: there is a cold one. */
export function hotBlocks(hotPercent: number, count: number): number {
	return Math.min(count - 1, Math.max(1, Math.round((count * hotPercent) / 100)));
}

function hotCold(
	hotPercent: number,
	accessPercent: number,
	count: number,
	random: Random,
): () => number {
	if (count === 1) return () => 0;
	const hot = hotBlocks(hotPercent, count);
	const threshold = (accessPercent / 100) * 4294967296;
	return () => (random.next() < threshold ? random.below(hot) : hot + random.below(count - hot));
}

function strided(strideBlocks: number, count: number): () => number {
	const stride = Math.min(strideBlocks, count);
	let start = 0;
	let at = -stride;
	return () => {
		at += stride;
		if (at >= count) {
			start = (start + 1) % stride;
			at = start;
		}
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
