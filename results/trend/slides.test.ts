import { describe, expect, test } from "bun:test";
import { seededRandom } from "../compare/random.ts";
import { changePoints, isOver, turnsOf } from "./change-points.ts";
import { keptText, keptWindows } from "./kept.ts";
import { bestPieces } from "./pieces.ts";
import { testSplit } from "./significance.ts";
import { bestSlide, residualsOfSlide, slideMin } from "./slides.ts";

/** 100,000 with noise of 2 %, and on the way from `begin` to `end` so much more or less. */
function sliding(count: number, begin: number, end: number, share: number, seed = 1, memory = 0) {
	const random = seededRandom(seed, 8);
	let drift = random.normal();
	return Array.from({ length: count }, (_, at) => {
		drift = memory * drift + Math.sqrt(1 - memory ** 2) * random.normal();
		const way = Math.max(0, Math.min(1, (at - begin) / (end - begin)));
		return 1e5 * Math.exp(0.02 * drift + way * Math.log(1 + share));
	});
}

const squaresOf = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
const drawn = (count: number, seed: number) => {
	const random = seededRandom(seed, 3);
	return Float64Array.from({ length: count }, () => 10 + random.normal());
};

describe("fits", () => {
	test("of all slides none leaves less, and the gain is what is gone", () => {
		for (let seed = 0; seed < 10; seed++) {
			const values = drawn(24, seed);
			const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
			const slide = bestSlide(values);
			if (slide === undefined) throw new Error("24 points have a slide");
			const left = squaresOf(residualsOfSlide(values, slide));
			expect(squaresOf(values.map((value) => value - mean)) - slide.gain).toBeCloseTo(left, 8);
			for (let begin = 0; begin + slideMin < values.length; begin++) {
				for (let end = begin + slideMin; end < values.length; end++) {
					// By the normal equations of one regressor.
					const way = values.map((_, at) => Math.max(0, Math.min(1, (at - begin) / (end - begin))));
					const middle = way.reduce((sum, each) => sum + each, 0) / way.length;
					const products = values.reduce(
						(sum, each, at) => sum + each * ((way[at] ?? 0) - middle),
						0,
					);
					const squares = squaresOf(way.map((each) => each - middle));
					expect(products ** 2 / squares).toBeLessThanOrEqual(slide.gain + 1e-9);
				}
			}
		}
	});

	test("two changes at once: of all pairs none leaves less", () => {
		const values = drawn(22, 4).map((value, at) => value + (at >= 7 && at < 15 ? 4 : 0));
		const leftBy = (at: number, until: number) =>
			[values.slice(0, at), values.slice(at, until), values.slice(until)].reduce((sum, piece) => {
				const mean = piece.reduce((all, value) => all + value, 0) / piece.length;
				return sum + squaresOf(piece.map((value) => value - mean));
			}, 0);
		let least = { at: 0, until: 0, left: Number.POSITIVE_INFINITY };
		for (let at = 5; at <= 12; at++) {
			for (let until = at + 5; until <= 17; until++) {
				const left = leftBy(at, until);
				if (left < least.left) least = { at, until, left };
			}
		}
		expect(bestPieces(values)).toMatchObject({ at: least.at, until: least.until });
		expect(least).toMatchObject({ at: 7, until: 15 });
	});

	test("on the grid of a longer series the best places are found as well", () => {
		for (const [at, until] of [
			[61, 97],
			[33, 140],
			[150, 155],
		] as const) {
			const values = drawn(203, at).map((each, place) =>
				place >= at && place < until ? each + 9 : each,
			);
			expect(bestPieces(values)).toMatchObject({ at, until });
		}
		const values = Float64Array.from(sliding(251, 83, 166, 0.1), Math.log);
		const best = bestSlide(values);
		if (best === undefined) throw new Error("251 points have a slide");
		const left = squaresOf(residualsOfSlide(values, best));
		for (let begin = 0; begin + slideMin < values.length; begin += 3) {
			for (let end = begin + slideMin; end < values.length; end += 3) {
				const other = residualsOfSlide(values, { ...best, begin, end });
				expect(squaresOf(other)).toBeGreaterThan(0.999 * left);
			}
		}
	});

	test("too few points and equal ones have neither", () => {
		expect(bestSlide(new Float64Array(slideMin))).toBeUndefined();
		expect(bestPieces(new Float64Array(14))).toBeUndefined();
		for (const shape of ["slide", "pieces"] as const) {
			expect(testSplit(new Float64Array(40).fill(Math.log(7)), shape, 0.05, 1)).toBeUndefined();
		}
	});
});

describe("slides", () => {
	test("a slide over weeks is one change, with its begin, its end and the levels", () => {
		const { changes } = changePoints(sliding(200, 60, 130, -0.15));
		expect(changes).toHaveLength(1);
		const [slide] = changes;
		expect(Math.abs((slide?.at ?? 0) - 61)).toBeLessThanOrEqual(8);
		expect(Math.abs((slide?.until ?? 0) - 130)).toBeLessThanOrEqual(8);
		expect(slide?.effect).toBeCloseTo(-0.15, 1);
		expect(isOver({ until: slide?.until ?? 0 }, 200)).toBe(true);
		expect(turnsOf(changes, 200)).toEqual([slide?.at ?? 0, slide?.until ?? 0]);
	});

	test("one from the first point to the last is told, and has no turn", () => {
		const values = sliding(60, 0, 59, -0.9, 2, 0.3);
		const { changes } = changePoints(values);
		expect(changes).toHaveLength(1);
		expect(changes[0]?.until).toBeGreaterThan(55);
		expect(changes[0]?.at).toBeLessThan(5);
		expect(changes[0]?.effect).toBeLessThan(-0.2);
		expect(turnsOf(changes, 60)).toEqual([]);
		expect(isOver(changes[0] ?? {}, 60)).toBe(false);
	});

	test("a staircase stays one: its steps are no slide", () => {
		const values = sliding(240, 0, 1, 0, 2).map((value, at) => value * 1.08 ** Math.floor(at / 80));
		const { changes } = changePoints(values);
		expect(changes.map(({ at, until }) => [Math.round(at / 10), until])).toEqual([
			[8, undefined],
			[16, undefined],
		]);
	});

	test("without noise steps are steps, however few points a slide would take for one", () => {
		for (const places of [[30], [50], [100], [50, 100, 150]]) {
			const count = places.length === 1 ? 2 * (places[0] ?? 0) : 200;
			const values = Array.from({ length: count }, (_, at) => {
				return 100 + 20 * places.filter((place) => at >= place).length;
			});
			const { changes, doubtful } = changePoints(values);
			expect(changes.map(({ at, until }) => [at, until])).toEqual(
				places.map((place) => [place, undefined]),
			);
			expect(doubtful).toEqual([]);
		}
	});

	test("up and down again in a short series is two changes, which no single one shows", () => {
		const values = sliding(36, 0, 1, 0).map((value, at) =>
			at >= 12 && at < 24 ? 1.15 * value : value,
		);
		expect(testSplit(Float64Array.from(values, Math.log), "ends", 0.02, 1)).toBeUndefined();
		expect(changePoints(values).changes.map(({ at }) => at)).toEqual([12, 24]);
	});

	test("one that is longer than a window is one, and its kept windows say the same", () => {
		const values = sliding(700, 100, 600, -0.5);
		const whole = changePoints(values);
		expect(whole.changes).toHaveLength(1);
		expect(Math.abs((whole.changes[0]?.at ?? 0) - 100)).toBeLessThanOrEqual(25);
		expect(Math.abs((whole.changes[0]?.until ?? 0) - 600)).toBeLessThanOrEqual(25);
		const again = changePoints(values, keptWindows(keptText(whole.kept, [])));
		expect(again.changes).toEqual(whole.changes);
		expect(again.looked).toBeLessThanOrEqual(1);
		const broken = JSON.stringify(whole.kept).replace(/"until":\d+/, '"until":"x"');
		expect(keptWindows(broken)).toEqual([]);
	});
});
