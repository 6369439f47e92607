import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { cutSurvivals } from "../contract/index.ts";
import { Disk, sectorBytes } from "./disk.ts";
import { SparseImage } from "./image.ts";

const sizeBytes = 8 * sectorBytes;
const sector = (value: number, count = 1) => new Uint8Array(count * sectorBytes).fill(value);
const at = (disk: Disk, index: number) => disk.read(index * sectorBytes, sectorBytes)[0];
const whole = (disk: Disk) => [...Array(8).keys()].map((index) => at(disk, index));
/** A generator of its own for each test: the order of its answers is what matters. */
const random = (seed: number) => {
	let state = seed;
	return (bound: number) => {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		return Math.floor((state / 0x80000000) * bound);
	};
};

describe("image", () => {
	test("a copy and its original go separate ways, over chunk boundaries too", () => {
		const image = new SparseImage(200_000);
		image.write(65_000, new Uint8Array(2000).fill(1));
		const copy = image.copy();
		image.write(65_500, new Uint8Array(100).fill(2));
		copy.write(66_000, new Uint8Array(100).fill(3));
		expect([65_000, 65_550, 66_050].map((offset) => image.read(offset, 1)[0])).toEqual([1, 2, 1]);
		expect([65_000, 65_550, 66_050].map((offset) => copy.read(offset, 1)[0])).toEqual([1, 1, 3]);
		expect(() => image.write(199_999, new Uint8Array(2))).toThrow(RangeError);
	});
});

describe("power cut", () => {
	test("what a flush covered is there, what came later is there by choice", () => {
		for (const [survival, left] of [
			["none", 1],
			["all", 2],
		] as const) {
			const disk = new Disk(sizeBytes);
			disk.write(0, sector(1));
			disk.flush();
			disk.write(0, sector(2));
			expect(at(disk, 0)).toBe(2);
			disk.settle(survival, random(1));
			expect(at(disk, 0)).toBe(left);
		}
	});

	test("every cut leaves each sector with its flushed value or a later write's", () => {
		const step = fc.record({ first: fc.nat(7), count: fc.integer({ min: 1, max: 4 }) });
		fc.assert(
			fc.property(
				fc.array(fc.oneof(step, fc.constant("flush" as const)), { maxLength: 20 }),
				fc.constantFrom(...cutSurvivals),
				fc.integer({ min: 1, max: 1 << 30 }),
				(steps, survival, seed) => {
					const disk = new Disk(sizeBytes);
					let possible = Array.from({ length: 8 }, () => [0]);
					for (const [index, one] of steps.entries()) {
						if (one === "flush") {
							disk.flush();
							possible = possible.map((values) => values.slice(-1));
							continue;
						}
						const count = Math.min(one.count, 8 - one.first);
						disk.write(one.first * sectorBytes, sector(index + 1, count));
						for (let k = 0; k < count; k++) possible[one.first + k]?.push(index + 1);
					}
					disk.settle(survival, random(seed));
					for (const [index, value] of whole(disk).entries()) {
						expect(possible[index]).toContain(value as number);
					}
				},
			),
			{ numRuns: 300, seed: 1 },
		);
	});

	/** Contents after a cut of three writes, the last one of two sectors, over many seeds. */
	const outcomes = (survival: (typeof cutSurvivals)[number]) => {
		const seen = new Set<string>();
		for (let seed = 1; seed <= 200; seed++) {
			const disk = new Disk(sizeBytes);
			for (const index of [0, 1]) disk.write(index * sectorBytes, sector(1));
			disk.write(2 * sectorBytes, sector(1, 2));
			disk.settle(survival, random(seed * 7919));
			seen.add(whole(disk).slice(0, 4).join(""));
		}
		return [...seen].sort();
	};
	test("each survival does all that it can, and no more", () => {
		expect(outcomes("none")).toEqual(["0000"]);
		expect(outcomes("all")).toEqual(["1111"]);
		expect(outcomes("prefix")).toEqual(["0000", "1000", "1100", "1111"]);
		expect(outcomes("suffix")).toEqual(["0000", "0011", "0111", "1111"]);
		expect(outcomes("subset").length).toBe(8);
		expect(outcomes("torn").length).toBe(16);
	});

	test("small writes to one sector do not lose an earlier one and keep a later one", () => {
		for (let seed = 1; seed <= 100; seed++) {
			const disk = new Disk(sizeBytes);
			disk.write(10, new Uint8Array([1]));
			disk.write(20, new Uint8Array([2]));
			disk.settle("subset", random(seed * 7919));
			const [first, second] = [disk.read(10, 1)[0], disk.read(20, 1)[0]];
			expect(second === 2 && first === 0).toBe(false);
		}
	});

	test("force unit access makes this write durable, over what is pending below it", () => {
		const disk = new Disk(sizeBytes);
		disk.write(0, sector(1, 3));
		disk.writeThrough(sectorBytes, sector(2));
		disk.settle("none", random(1));
		expect(whole(disk).slice(0, 3)).toEqual([0, 2, 0]);
		disk.write(0, sector(1, 3));
		disk.writeThrough(sectorBytes, sector(2));
		disk.settle("all", random(1));
		expect(whole(disk).slice(0, 3)).toEqual([1, 2, 1]);
	});

	test("a full cache lets go of its oldest writes, and only of those", () => {
		const disk = new Disk(256 << 20);
		const data = new Uint8Array(16 << 20).fill(1);
		for (let index = 0; index < 6; index++) disk.write(index << 24, data);
		expect(disk.unflushed).toBe(4);
		disk.settle("none", random(1));
		const left = [0, 1, 2, 5].map((index) => disk.read(index << 24, 1)[0]);
		expect(left).toEqual([1, 1, 0, 0]);
	});

	test("after a failed flush only writing again saves the data", () => {
		const disk = new Disk(sizeBytes);
		disk.write(0, sector(1, 2));
		disk.failFlush();
		expect(at(disk, 0)).toBe(1);
		disk.write(0, sector(3));
		disk.flush();
		disk.settle("all", random(1));
		expect(whole(disk).slice(0, 2)).toEqual([3, 0]);
	});
});
