/** Each pattern against its theory; fixed seeds: what is within five deviations stays there. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { AccessPattern } from "../contract/index.ts";
import { createPattern, hotBlocks, scatter } from "./pattern.ts";
import { createRandom } from "./random.ts";

function frequencies(pattern: AccessPattern, count: number, draws: number): Float64Array {
	const { next } = createPattern(pattern, count, createRandom(5));
	const seen = new Float64Array(count);
	for (let draw = 0; draw < draws; draw++) {
		const index = next();
		seen[index] = (seen[index] as number) + 1;
	}
	return seen;
}

function expectShare(seen: number, draws: number, expected: number): void {
	const deviation = Math.sqrt((expected * (1 - expected)) / draws);
	expect(Math.abs(seen / draws - expected)).toBeLessThan(5 * deviation + 1 / draws);
}

describe.each([0.2, 0.5, 0.99, 1, 1.2, 2.5, 5])("zipf(%p)", (theta) => {
	const draws = 400_000;
	test.each([2, 10, 1000])("each rank of %d has its probability", (count) => {
		const weights = Array.from({ length: count }, (_, rank) => (rank + 1) ** -theta);
		const total = weights.reduce((sum, weight) => sum + weight, 0);
		const seen = frequencies({ kind: "zipf", theta }, count, draws);
		const place = scatter(count);
		for (const [rank, weight] of weights.entries()) {
			expectShare(seen[place(rank)] as number, draws, weight / total);
		}
	});

	test("of 10^12 blocks the first thousand have their share", () => {
		const count = 1e12;
		const { next } = createPattern({ kind: "zipf", theta }, count, createRandom(2));
		const place = scatter(count);
		const hot = new Set(Array.from({ length: 1000 }, (_, rank) => place(rank)));
		let seen = 0;
		for (let draw = 0; draw < 50_000; draw++) if (hot.has(next())) seen++;
		// Euler and Maclaurin: the sum to n is its value up to 1000 and an integral from there.
		let head = 0;
		for (let rank = 1; rank <= 1000; rank++) head += rank ** -theta;
		const integral = (x: number) => (theta === 1 ? Math.log(x) : x ** (1 - theta) / (1 - theta));
		const tail = integral(count + 0.5) - integral(1000.5);
		expectShare(seen, 50_000, head / (head + tail));
	});
});

test("ranks are scattered one to one", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 3000 }), (count) => {
			const place = scatter(count);
			const places = new Set(Array.from({ length: count }, (_, index) => place(index)));
			expect(places.size).toBe(count);
			expect(Math.max(...places)).toBe(count - 1);
		}),
	);
});

test.each([
	[20, 80],
	[1, 99],
	[50, 50],
])("%d %% of the blocks get %d %% of the operations, evenly", (hotPercent, accessPercent) => {
	const [count, draws] = [1000, 500_000];
	const seen = frequencies({ kind: "hot-cold", hotPercent, accessPercent }, count, draws);
	const hot = hotBlocks(hotPercent, count);
	expect(hot).toBe(hotPercent * 10);
	const hotSeen = seen.slice(0, hot).reduce((sum, each) => sum + each, 0);
	expectShare(hotSeen, draws, accessPercent / 100);
	for (const [index, each] of seen.entries()) {
		const share =
			index < hot ? accessPercent / 100 / hot : (1 - accessPercent / 100) / (count - hot);
		expectShare(each, draws, share);
	}
});

test("hot and cold both exist, however small the working set", () => {
	for (const count of [2, 3, 5]) {
		expect(hotBlocks(0.001, count)).toBe(1);
		expect(hotBlocks(99.999, count)).toBe(count - 1);
	}
	const one = frequencies({ kind: "hot-cold", hotPercent: 10, accessPercent: 90 }, 1, 10);
	expect([...one]).toEqual([10]);
});

test("strided: every n-th block, each round one further, all of them equally often", () => {
	const { next } = createPattern({ kind: "strided", strideBlocks: 4 }, 10, createRandom(1));
	const order = [0, 4, 8, 1, 5, 9, 2, 6, 3, 7];
	expect(Array.from({ length: 22 }, next)).toEqual([...order, ...order, 0, 4]);
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 300 }),
			fc.integer({ min: 1, max: 400 }),
			(count, strideBlocks) => {
				const pattern = createPattern({ kind: "strided", strideBlocks }, count, createRandom(1));
				const seen = new Set(Array.from({ length: count }, pattern.next));
				expect(seen.size).toBe(count);
			},
		),
	);
});
