import { describe, expect, test } from "bun:test";
import type { EncodedHistogram, IntervalResult } from "../../schema/index.ts";
import { sampleCheck, sampleEngine, sampleRecord, sampleWorkload } from "../../schema/sample.ts";
import { hostileRecord, nasty } from "../hostile.ts";
import { mixedRecord } from "../pipelines/mixed-record.ts";
import { type Element, hasUnprintable, readXml } from "../pipelines/readers.ts";
import { toHtml } from "./page.ts";

const below = (element: Element): Element[] => [element, ...element.children.flatMap(below)];
const shapeOf = (text: string) => below(readXml(text)).map(({ name }) => name);

/** A million samples over four decades, in buckets as harness/load writes them. */
const histogram: EncodedHistogram = {
	...{ unit: "ns", subBucketBits: 7, max: 2 ** 26, sum: 1e12 },
	indices: Array.from({ length: 1200 }, (_, index) => 1 + 128 * 14 + index),
	counts: Array.from({ length: 1200 }, () => 1000),
};
const intervals = Array.from({ length: 5000 }, (_, index): IntervalResult => {
	return { startMs: index * 1000, operations: 1000 + index, iops: 1000 + (index % 7) };
});

describe("HTML report", () => {
	test("whatever an engine says, the document is well-formed and its elements are the same", () => {
		const expected = shapeOf(toHtml(hostileRecord("plain")));
		for (const text of nasty.filter((each) => each.trim() !== "")) {
			const html = toHtml(hostileRecord(text));
			expect(shapeOf(html)).toEqual(expected);
			expect(hasUnprintable(html)).toBe(false);
		}
		expect(expected).toContain("section");
	});

	test("needs nothing from elsewhere and runs nothing", () => {
		for (const record of [
			sampleRecord(),
			mixedRecord(),
			...nasty.map((text) => hostileRecord(text)),
		]) {
			const elements = below(readXml(toHtml(record)));
			const names = new Set(elements.map(({ name }) => name));
			for (const name of ["script", "img", "link", "iframe", "object", "form", "base"]) {
				expect(names.has(name)).toBe(false);
			}
			const attributes = elements.flatMap((element) => Object.entries(element.attributes));
			const refers = attributes.filter(([name]) => /^(src|href|xlink|on|style|data)/.test(name));
			expect(refers.filter(([, value]) => !value.startsWith("#"))).toEqual([]);
		}
	});

	test("verdict and gates first; the replay command stands in the section of what broke", () => {
		const html = toHtml(mixedRecord());
		const places = [
			"FAIL",
			'id="gates"',
			"checks.all-pass",
			'id="broke"',
			"data.crash",
			'id="checks"',
		];
		const found = places.map((place) => html.indexOf(place, html.indexOf("<body>")));
		expect(found).toEqual([...found].sort((a, b) => a - b));
		expect(Math.min(...found)).toBeGreaterThan(0);
		const sections = below(readXml(html)).filter(({ name }) => name === "section");
		const textOf = (element: Element): string =>
			below(element)
				.map(({ text }) => text)
				.join(" ");
		const lost = sections.map(textOf).find((text) => text.includes("data.lost"));
		expect(lost).toContain("write(5)");
		expect(lost).toContain("assay replay cases/lost.json");
		expect(sections.some((section) => textOf(section).includes("planned.check"))).toBe(true);
		expect(html).toContain("Interrupted");
	});

	test("plots with a table behind each; what was not measured is a dash", () => {
		const workloads = [sampleWorkload({ histogram, intervals })];
		const html = toHtml(sampleRecord({ engines: [sampleEngine({ workloads })] }));
		const curves = below(readXml(html)).filter(({ name }) => name === "polyline");
		expect(curves).toHaveLength(2);
		for (const { attributes } of curves) {
			const points = (attributes.points ?? "").split(" ");
			expect(points.length).toBeGreaterThan(20);
			expect(points.every((point) => /^[\d.]+,[\d.]+$/.test(point))).toBe(true);
			const heights = new Set(points.map((point) => point.split(",")[1]));
			expect(heights.size).toBeGreaterThan(3);
		}
		expect(html).toContain("IOPS over time as a table");
		expect(html).toContain('<td class="n">-</td>');
		const broken = { ...histogram, counts: [1] };
		const unread = sampleEngine({ workloads: [sampleWorkload({ histogram: broken })] });
		expect(toHtml(sampleRecord({ engines: [unread] }))).toContain("No latency histogram");
	});

	test("100 workloads on 5 engines are whole under 2 MiB; 20,000 failures are cut, and say so", () => {
		const workloads = Array.from({ length: 100 }, (_, index) =>
			sampleWorkload({ id: `w${index}`, histogram, intervals }),
		);
		const engines = ["a", "b", "c", "d", "e"].map((name) => sampleEngine({ name, workloads }));
		const many = toHtml(sampleRecord({ engines }));
		expect(many).not.toContain("further parts");
		expect(Buffer.byteLength(many)).toBeLessThan(2 * 1024 * 1024);
		const checks = Array.from({ length: 20_000 }, (_, index) =>
			sampleCheck(`data.f${index}`, "fail"),
		);
		const html = toHtml(sampleRecord({ verdict: "fail", engines: [sampleEngine({ checks })] }));
		expect(Buffer.byteLength(html)).toBeLessThan(2 * 1024 * 1024);
		expect(html).toContain("further parts are in the record");
	});
});
