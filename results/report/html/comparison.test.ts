import { describe, expect, test } from "bun:test";
import { sampleRecord } from "../../schema/sample.ts";
import { comparisonPage } from "../comparison-page.ts";
import { nasty } from "../hostile.ts";
import { type Element, hasUnprintable, readXml } from "../pipelines/readers.ts";

const below = (element: Element): Element[] => [element, ...element.children.flatMap(below)];
const shapeOf = (html: string) => below(readXml(html)).map(({ name }) => name);

/** Twelve rounds with a tail that is a fifth slower, as `assay compare` keeps them. */
function comparison(text: string, rounds = 12): object {
	const engine = { name: text, version: text, digest: text };
	const metric = { workload: text, metric: "iops", severity: "hard", verdict: "inconclusive" };
	return {
		...{ kind: "comparison", startedAt: text, profile: text, host: sampleRecord().host },
		...{ engines: { baseline: engine, candidate: engine }, verdict: "inconclusive", reason: text },
		metrics: [
			{ ...metric, rounds: 12, estimate: 0.01, low: null, high: 0.04, margin: 0.025, reason: text },
		],
		control: [{ workload: text, estimate: 0.001, fit: true }],
		data: {
			plan: { seed: 1, margins: { iops: 0.025, p99Ns: 0.1 } },
			complete: false,
			rounds: Array.from({ length: rounds }, (_, index) => ({
				...{ workload: text, index, order: ["baseline", "candidate"] },
				values: {
					baseline: { iops: 1000 + index, p50Ns: 80, p99Ns: 200 + index },
					candidate: { iops: 990 + index, p50Ns: 80, p99Ns: 240 + index },
				},
			})),
		},
	};
}

async function pageOf(document: object): Promise<string> {
	const page = await comparisonPage(JSON.stringify(document));
	if (page === undefined || "problem" in page) throw new Error(page?.problem ?? "no comparison");
	return page.html;
}

describe("HTML report of a comparison", () => {
	test("a point and an interval for each quantile that was measured, and a dash for the others", async () => {
		const html = await pageOf(comparison("w"));
		const elements = below(readXml(html));
		expect(elements.filter(({ name }) => name === "circle")).toHaveLength(3);
		const classes = elements.flatMap(({ attributes }) => attributes.class ?? []);
		expect(classes.filter((each) => each === "interval s0")).toHaveLength(3);
		expect(html).toContain("<td>p99.9</td><td>-</td><td>-</td><td>-</td><td>0</td>");
		expect(html).toMatch(/<td>p99<\/td><td>\+19\.\d %<\/td>/);
		expect(html).toContain("Interrupted");
		expect(html).not.toMatch(/NaN|undefined|Infinity/);
	});

	test("too few rounds: said, and nothing drawn", async () => {
		const html = await pageOf(comparison("w", 3));
		expect(html).toContain("Too few rounds");
		expect(html).not.toContain("<circle");
	});

	test("whatever an engine says, the elements are the same", async () => {
		const expected = shapeOf(await pageOf(comparison("plain")));
		for (const text of nasty.filter((each) => each.trim() !== "")) {
			const html = await pageOf(comparison(text));
			expect(shapeOf(html)).toEqual(expected);
			expect(hasUnprintable(html)).toBe(false);
		}
	});

	test.each([1e308, 5e-324, -1, 0])(
		"rounds full of %d are drawn in their box or not at all",
		async (value) => {
			const given = comparison("w") as { data: { rounds: { values: { candidate: object } }[] } };
			for (const { values } of given.data.rounds) values.candidate = { iops: value, p50Ns: value };
			const elements = below(readXml(await pageOf(given)));
			for (const { attributes } of elements) {
				const { d = "", cy = "" } = attributes;
				expect(`${d}${cy}`).not.toMatch(/NaN|Infinity|e[+-]\d/);
			}
		},
	);

	test("what is no comparison is not taken for one; half a one is refused by its place", async () => {
		for (const text of ["", "{", "null", "[]", JSON.stringify(sampleRecord())]) {
			expect(await comparisonPage(text)).toBeUndefined();
		}
		const { data: _, ...half } = comparison("w") as { data: unknown };
		const page = await comparisonPage(JSON.stringify(half));
		expect(page).toEqual({ problem: expect.stringContaining("data") });
	});
});
