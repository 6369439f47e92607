import { describe, expect, test } from "bun:test";
import { sampleRecord } from "../../schema/sample.ts";
import { nasty } from "../hostile.ts";
import { type Element, hasUnprintable, readXml } from "../pipelines/readers.ts";
import { enginesPage, type HistoryRun, runsPage } from "./history-pages.ts";
import { toHtml } from "./page.ts";
import type { TrendPoint } from "./trend-chart.ts";
import { seriesPage, trendsPage } from "./trend-page.ts";

const below = (element: Element): Element[] => [element, ...element.children.flatMap(below)];
const elementsOf = (html: string) => below(readXml(html));
const linksOf = (html: string) =>
	elementsOf(html).flatMap(({ attributes }) => attributes.href ?? []);

function run(text: string): HistoryRun {
	return {
		...{ runId: "0a".repeat(32), command: text, startedAt: 1.7e12, endedAt: 1.7e12 + 65_000 },
		...{ complete: true, profile: text, verdict: "pass", hostname: text, shard: text },
		engines: [{ name: text, version: text }],
	};
}

/** Thirty runs about 12,000; a tenth less from the 17th on. */
function points(version: string): TrendPoint[] {
	return Array.from({ length: 30 }, (_, index) => ({
		...{ runId: `${index % 10}`.repeat(64), at: 1.7e12 + index * 8.64e7, version },
		value: 12_000 * (index < 16 ? 1 : 0.9) * (1 + 0.01 * Math.sin(index * 2.4)),
	}));
}

const name = (text: string) => ({
	...{ engine: text, workload: text, metric: text, host: text, setting: text },
});
const withHistory = (text: string, length = 30) =>
	toHtml(sampleRecord(), [], [{ ...name(text), points: points(text).slice(0, length) }]);
const pages = (text: string) => [
	withHistory(text),
	runsPage([run(text)], text, true),
	enginesPage([run(text)]),
	trendsPage([{ ...name(text), points: 3, lastAt: 1.7e12 }], true),
	seriesPage(name(text), points(text), 5),
];

describe("pages over a history", () => {
	test("a name of 1 MiB has no link that would be cut, and no page grows with it", () => {
		const text = "l".repeat(1024 * 1024);
		for (const html of pages(text)) {
			expect(Buffer.byteLength(html)).toBeLessThan(200_000);
			for (const href of linksOf(html)) expect(href.length).toBeLessThan(8100);
			expect(linksOf(html).filter((href) => /[?&]engine=/.test(href))).toEqual([]);
		}
	});

	test("whatever an engine says, the elements are the same, and links stay on this server", () => {
		const expected = pages("plain").map((html) => elementsOf(html).map(({ name }) => name));
		for (const text of nasty.filter((each) => each.trim() !== "")) {
			const made = pages(text.slice(0, 150));
			expect(made.map((html) => elementsOf(html).map(({ name }) => name))).toEqual(expected);
			for (const html of made) {
				expect(hasUnprintable(html)).toBe(false);
				for (const link of linksOf(html)) expect(link).toMatch(/^[#/](?!\/)[\x21-\x7e]*$/);
			}
		}
	});

	test("a change is told with the run that it came with, and a line at its place", () => {
		const html = seriesPage({ ...name("nvme"), metric: "iops" }, points("1.0"), 0);
		expect(html).toContain("<h2>Change points</h2>");
		expect(html).toMatch(/<li>-\d+\.\d % with <a href="\/runs\/6{64}">/);
		const elements = elementsOf(html);
		const dots = elements.find(({ attributes }) => attributes.class === "dots s0");
		expect(dots?.attributes.d?.match(/M[\d.]+ [\d.]+h0/g)).toHaveLength(30);
		const marker = elements.find(({ attributes }) => attributes.class === "marker");
		expect(marker?.attributes.d?.split("M")).toHaveLength(2);
		expect(html).not.toMatch(/NaN|undefined|Infinity/);
	});

	test("a report has its run's series, if there is a history, each with its change and its table", () => {
		const html = withHistory("nvme");
		expect(html).toMatch(/nvme nvme nvme: -\d+\.\d % with nvme \(run 6{12}\)/);
		const figures = elementsOf(html).filter(({ name }) => name === "figure");
		expect(figures).toHaveLength(1);
		const cells = figures.flatMap(below).filter(({ name }) => name === "td");
		expect(cells).toHaveLength(30 * 5);
		expect(withHistory("nvme", 1)).toContain("1 of 1 series have fewer than two points");
		expect(toHtml(sampleRecord(), [], [])).toContain("The history has no run like this one.");
		expect(toHtml(sampleRecord())).not.toContain("History");
	});

	test("one point is no trend, and an empty history is no empty table", () => {
		expect(seriesPage(name("nvme"), points("1").slice(0, 1), 0)).toContain("two points at least");
		expect(runsPage([], "history.sqlite", false)).toContain("No run is in it.");
		expect(enginesPage([])).toContain("No engine is in it.");
		expect(trendsPage([], false)).toContain("No series fits.");
		expect(runsPage([{ ...run("x"), startedAt: Number.NaN }], "x", false)).toContain("<td>-</td>");
	});
});
