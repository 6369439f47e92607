import { describe, expect, test } from "bun:test";
import type { EncodedHistogram, IntervalResult } from "../../schema/index.ts";
import {
	sampleCheck,
	sampleEngine,
	sampleRecord,
	sampleSwap,
	sampleWorkload,
} from "../../schema/sample.ts";
import { hostileRecord, nasty } from "../hostile.ts";
import { mixedRecord } from "../pipelines/mixed-record.ts";
import { type Element, hasUnprintable, readXml } from "../pipelines/readers.ts";
import { toHtml } from "./page.ts";
import { richRecord } from "./rich-record.ts";

const below = (element: Element): Element[] => [element, ...element.children.flatMap(below)];
/** Which of these are in it; a page of 2 MiB is nothing to print when a test fails. */
const holds = (html: string, texts: readonly string[]) =>
	texts.filter((text) => html.includes(text));
const pointsOf = (path = "") => new Set(path.slice(1).split(/[MLHV]/));
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

	test("a plot of everything that was measured, with a table behind each", () => {
		const elements = below(readXml(toHtml(richRecord())));
		const figures = elements.filter(({ name }) => name === "figure");
		const titleOf = (figure: Element) =>
			below(figure).find(({ name }) => name === "figcaption")?.text ?? "";
		for (const [title, count, curves] of [
			["Latency by percentile", 3, 2],
			["IOPS over time", 3, 2],
			["IOPS by round", 1, 2],
			["Latency over time", 6, 0],
			["Swaps: IOPS over time", 2, 1],
			["Conflicting operations", 1, 0],
		] as const) {
			const own = figures.filter((figure) => titleOf(figure).startsWith(title));
			expect([title, own.length]).toEqual([title, count]);
			for (const figure of own) {
				const inside = below(figure);
				expect(inside.filter(({ name }) => name === "td").length).toBeGreaterThan(10);
				const lines = inside.filter(({ attributes }) => /^line/.test(attributes.class ?? ""));
				expect([title, lines.length]).toEqual([title, curves]);
				for (const { attributes } of lines) expect(pointsOf(attributes.d).size).toBeGreaterThan(5);
			}
		}
		const kinds = new Set(elements.flatMap(({ attributes }) => attributes.class ?? []));
		for (const kind of ["window", "marker", "average", "operation", "operation open", "h0", "h5"]) {
			expect([kind, kinds.has(kind)]).toEqual([kind, true]);
		}
		expect(
			elements.filter(({ name }) => name === "path").map(({ attributes }) => attributes.d),
		).not.toContainEqual(expect.stringMatching(/NaN|undefined|Infinity/));
	});

	test("what the record does not have is said, and never drawn as zero", () => {
		const html = toHtml(sampleRecord());
		expect(html).toContain("No latency histogram is in the record.");
		expect(html).toContain("No IOPS over time are in the record.");
		expect(html).toContain("no time series is in the record");
		expect(html).toContain("1 of 1 drills have no time line.");
		expect(html).toContain('<td class="n">-</td>');
		expect(html).not.toContain("<svg");
		const broken = { ...histogram, counts: [1] };
		const uncelled = sampleWorkload({ histogram: broken, intervals });
		const unread = toHtml(sampleRecord({ engines: [sampleEngine({ workloads: [uncelled] })] }));
		expect(unread).toContain("No latency histogram");
		expect(unread).toContain("the record has no latencies by interval");
		expect(toHtml(hostileRecord("plain"))).toContain("1 of 3 columns are missing.");
	});

	test("a cell of the matrix leads to its evidence", () => {
		const elements = below(readXml(toHtml(richRecord())));
		const links = elements.filter(
			({ name, attributes }) => name === "a" && attributes.href !== undefined,
		);
		const ids = new Set(elements.flatMap(({ attributes }) => attributes.id ?? []));
		const targets = links.map(({ attributes }) => (attributes.href ?? "").slice(1));
		expect(targets.filter((id) => !ids.has(id))).toEqual([]);
		const crashed = elements.find(({ text, name }) => name === "a" && text === "crashed");
		const id = crashed?.attributes.href?.slice(1);
		const sections = elements.filter(({ attributes }) => attributes.id === id);
		const told = sections.flatMap(below).map(({ text }) => text);
		expect(told.join(" ")).toContain("data.crash");
		// Not only checks: a drill and a workload that broke lead to theirs.
		const broken = sampleEngine({
			swaps: [sampleSwap({ verdict: "fail" })],
			workloads: [sampleWorkload({ outcome: "hung" })],
		});
		const page = toHtml(sampleRecord({ verdict: "fail", engines: [broken] }));
		for (const verdict of ["fail", "hung"]) {
			expect(page).toMatch(new RegExp(`<td class="failed"><a href="#case-\\d+">${verdict}</a>`));
		}
	});

	test("100 workloads on 5 engines are whole under 2 MiB; 20,000 failures are cut, and say so", () => {
		const workloads = Array.from({ length: 100 }, (_, index) =>
			sampleWorkload({ id: `w${index}`, histogram, intervals }),
		);
		const engines = ["a", "b", "c", "d", "e"].map((name) => sampleEngine({ name, workloads }));
		const many = toHtml(sampleRecord({ engines }));
		expect(holds(many, ["further parts"])).toEqual([]);
		const heatMaps = many.match(/Latency over time: /g)?.length ?? 0;
		expect(heatMaps).toBeGreaterThanOrEqual(8);
		expect(holds(many, [`Of 500 measurements the ${heatMaps} whose latency`])).toHaveLength(1);
		expect(Buffer.byteLength(many)).toBeLessThan(2 * 1024 * 1024);
		const checks = Array.from({ length: 20_000 }, (_, index) =>
			sampleCheck(`data.f${index}`, "fail"),
		);
		const html = toHtml(sampleRecord({ verdict: "fail", engines: [sampleEngine({ checks })] }));
		expect(Buffer.byteLength(html)).toBeLessThan(2 * 1024 * 1024);
		expect(holds(html, ["further parts are in the record", "noise ledger"])).toHaveLength(2);
	});
});
