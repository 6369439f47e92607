import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { AccessPattern } from "../contract/index.ts";
import { createPattern } from "./pattern.ts";
import { createRandom } from "./random.ts";

const counts = fc.oneof(
	fc.integer({ min: 1, max: 5000 }),
	fc.integer({ min: 0x1fffff, max: 0x200001 }),
	fc.maxSafeInteger().filter((count) => count > 0),
);

const patterns: AccessPattern[] = [
	"random",
	"sequential",
	{ kind: "zipf", theta: 0.9 },
	{ kind: "hot-cold", hotPercent: 10, accessPercent: 90 },
	{ kind: "strided", strideBlocks: 7 },
];

describe.each(patterns)("%j pattern", (kind) => {
	test("stays inside the working set, one by one and many at once, in the same order", () => {
		fc.assert(
			fc.property(counts, fc.integer(), fc.integer({ min: 1, max: 70 }), (count, seed, length) => {
				const single = createPattern(kind, count, createRandom(seed));
				const many = createPattern(kind, count, createRandom(seed));
				const filled = new Float64Array(length);
				many.fill(filled, length, 1000);
				for (const value of filled) {
					const index = single.next();
					expect(value).toBe(1000 + index);
					expect(Number.isInteger(index) && index >= 0 && index < count).toBe(true);
				}
			}),
		);
	});
});

test("sequential goes round", () => {
	const { next } = createPattern("sequential", 3, createRandom(1));
	expect(Array.from({ length: 7 }, next)).toEqual([0, 1, 2, 0, 1, 2, 0]);
});

describe("random", () => {
	test("the same seed and stream give the same numbers, others don't", () => {
		const numbers = (seed: number, stream: number) => {
			const { next } = createRandom(seed, stream);
			return Array.from({ length: 8 }, next);
		};
		expect(numbers(7, 1)).toEqual(numbers(7, 1));
		const others = [numbers(7, 2), numbers(8, 1), numbers(7 + 2 ** 32, 1)];
		for (const other of others) expect(other).not.toEqual(numbers(7, 1));
	});

	test("is uniform: chi-squared of 256 cells over 256 000 draws", () => {
		const draws = 256_000;
		for (const count of [256, 256 * 1000, 256 * 2 ** 30]) {
			const { below } = createRandom(3);
			const cells = new Float64Array(256);
			for (let i = 0; i < draws; i++) {
				const cell = Math.floor((below(count) / count) * 256);
				cells[cell] = (cells[cell] ?? 0) + 1;
			}
			const expected = draws / 256;
			const chi = cells.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
			// 255 degrees of freedom: 1 in 10 000 lies outside 178..347, and the seed is fixed.
			expect(chi).toBeGreaterThan(178);
			expect(chi).toBeLessThan(347);
		}
	});
});
