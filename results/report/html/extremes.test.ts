import { expect, test } from "bun:test";
import type { IntervalResult, WorkloadResult } from "../../schema/index.ts";
import { sampleEngine, sampleRecord, sampleSwap, sampleWorkload } from "../../schema/sample.ts";
import { type Element, readXml } from "../pipelines/readers.ts";
import { toHtml } from "./page.ts";

const below = (element: Element): Element[] => [element, ...element.children.flatMap(below)];

/** Numbers that no run writes and that a file may hold all the same. */
const odd = [0, -1, 1e-300, 1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 53];

function intervals(value: number): IntervalResult[] {
	const own = { operations: value, iops: value, p50Ns: value, p99Ns: value, maxNs: value };
	return [value, 0, value, 1000].map((startMs) => ({ ...own, startMs, cells: "0:1,,256" }));
}

function workload(value: number): WorkloadResult {
	const histogram = { unit: "ns" as const, subBucketBits: 7, indices: [0, 8000], counts: [1, 9] };
	const window = { firstRound: 0, lastRound: 99_999, average: Math.abs(value) };
	return sampleWorkload({
		...{ durationMs: value, iops: value, floorNs: value, intervals: intervals(value) },
		histogram: { ...histogram, max: Math.abs(value), sum: 1 },
		latencyNs: { p50: value, max: value },
		noise: { stealPercent: value, schedulerGapNsMax: value },
		...(value > 0 ? { details: rounds(value, window) } : {}),
	});
}

function rounds(value: number, window: object) {
	const steady = { isSteady: true, text: "steady", window };
	return { seriesOf: "round", iopsSeries: [value, 0, value], steady };
}

test.each(odd)("a record full of %d is drawn within its box or not at all", (value) => {
	const timeline = { binMs: value, acknowledged: [value, 1, value], handOversMs: [value, 1] };
	const lanes = [
		{ who: "a", what: "b", startNs: value, endNs: value },
		{ who: "a", what: "c", startNs: 0, endNs: 5 },
	];
	const swaps = [sampleSwap({ timeline, verdict: "fail", evidence: { lanes } })];
	const engines = [sampleEngine({ workloads: [workload(value)], swaps })];
	const elements = below(readXml(toHtml(sampleRecord({ engines }))));
	const shapes = elements.filter(({ name }) => ["path", "rect", "text", "circle"].includes(name));
	for (const { attributes } of shapes) {
		const { d = "", x = "", y = "", width = "" } = attributes;
		expect(`${d}${x}${y}${width}`).not.toMatch(/NaN|Infinity|e[+-]\d|undefined/);
	}
});

test("a hundred thousand of everything is short all the same", () => {
	const many = <Value>(make: (index: number) => Value) =>
		Array.from({ length: 100_000 }, (_, index) => make(index));
	const long = sampleWorkload({
		intervals: many((index) => ({ startMs: index * 1000, operations: 3, iops: 3, cells: "9:3" })),
	});
	const steady = { isSteady: false, text: "" };
	const details = { seriesOf: "round", iopsSeries: many(() => 3), steady };
	const timeline = { binMs: 1, acknowledged: many(() => 3), handOversMs: many((index) => index) };
	const lanes = many((index) => ({ who: `client ${index}`, what: "write", startNs: index }));
	const html = toHtml(
		sampleRecord({
			engines: [
				sampleEngine({
					workloads: [long, sampleWorkload({ id: "rounds", details })],
					swaps: [sampleSwap({ timeline, verdict: "fail", evidence: { lanes } })],
				}),
			],
		}),
	);
	expect(Buffer.byteLength(html)).toBeLessThan(200_000);
	const told = ["1000 hand-overs", "99940 further operations", "rounds cannot be read"];
	expect(told.filter((text) => !html.includes(text))).toEqual([]);
});
