import { describe, expect, test } from "bun:test";
import { sampleWorkload } from "../schema/sample.ts";
import { distributionOfWorkload, latencyShape, shapeAxis } from "./latency-shape.ts";

const points = (...pairs: [ns: number, count: number][]) => ({
	points: pairs.map(([ns, count]) => ({ ns, count })),
	count: pairs.reduce((sum, [, count]) => sum + count, 0),
	min: pairs[0]?.[0] ?? 0,
	max: pairs.at(-1)?.[0] ?? 0,
	...{ mean: 1, deviation: 1 },
});

describe("latency shape", () => {
	test("a logarithmic axis of whole decades over all of a table", () => {
		const axis = shapeAxis([points([150, 1]), points([2_000, 5], [4_000_000, 1])]);
		expect(axis).toEqual({ fromNs: 100, toNs: 10_000_000 });
		expect(shapeAxis([])).toBeUndefined();
		expect(shapeAxis([points([0, 1])])).toEqual({ fromNs: 1, toNs: 10 });
	});

	test("the fullest cell is the highest, and one operation in a million is still seen", () => {
		const axis = { fromNs: 100, toNs: 1_000_000 };
		const of = points([150, 500_000], [1500, 1_000_000], [900_000, 1]);
		expect(latencyShape(of, axis, 4)).toBe("▅█ ▁");
		expect(latencyShape(points([1_000_000, 3]), axis, 4)).toBe("   █");
	});

	test("no histogram, or one that no run has written, has no shape", () => {
		const histogram = { unit: "ns" as const, subBucketBits: 7, max: 9, sum: 9 };
		const odd = { ...histogram, indices: [3, 1], counts: [1, 1] };
		expect(distributionOfWorkload(sampleWorkload())).toBeUndefined();
		expect(distributionOfWorkload(sampleWorkload({ histogram: odd }))).toBeUndefined();
		const right = { ...histogram, indices: [300], counts: [4] };
		expect(distributionOfWorkload(sampleWorkload({ histogram: right }))?.count).toBe(4);
		const crashed = sampleWorkload({ histogram: right, outcome: "crashed" });
		expect(distributionOfWorkload(crashed)).toBeUndefined();
	});
});
