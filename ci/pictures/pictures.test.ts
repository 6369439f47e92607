/** The README's pictures: there, of the size that was promised, and made by ansi-svg.ts. */
import { describe, expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { SaxesParser } from "saxes";
import { ansiToSvg } from "./ansi-svg.ts";

const root = join(import.meta.dir, "..", "..");

/** Text of each `<text>`, with its attributes; throws at what is not well-formed. */
function readTexts(svg: string) {
	const texts: { text: string; attributes: Record<string, string> }[] = [];
	const parser = new SaxesParser();
	parser.on("error", (error) => {
		throw error;
	});
	parser.on("opentag", ({ attributes }) => {
		texts.push({ text: "", attributes: attributes as Record<string, string> });
	});
	parser.on("text", (piece) => {
		const last = texts.at(-1);
		if (last !== undefined) last.text += piece;
	});
	parser.write(svg).close();
	// What stands between two elements is none of their text.
	return texts
		.filter(({ attributes }) => "textLength" in attributes)
		.map(({ text, attributes }) => ({ text: text.trimEnd(), attributes }));
}

describe("a terminal's text as SVG", () => {
	test("keeps letters, columns and colours", () => {
		const svg = ansiToSvg("\u001b[31mFAIL\u001b[0m  a < b & c\n\n  \u001b[1m日本\u001b[0m x", "t");
		const texts = readTexts(svg);
		expect(texts.map(({ text }) => text)).toEqual(["FAIL", "a < b & c", "日本", "x"]);
		expect(texts[0]?.attributes.fill).toBe("#ff7b72");
		expect(texts[1]?.attributes.fill).toBeUndefined();
		expect(texts[2]?.attributes["font-weight"]).toBe("bold");
		const x = texts.map(({ attributes }) => Number(attributes.x));
		expect(x[1]).toBeCloseTo((x[0] ?? 0) + 6 * 7.8, 0);
		expect(x[3]).toBeCloseTo((x[2] ?? 0) + 5 * 7.8, 0);
		expect(texts[2]?.attributes.y).toBe(texts[3]?.attributes.y);
	});

	test("a sequence that is no colour is refused", () => {
		expect(() => ansiToSvg("\u001b[2J", "t")).toThrow("no picture");
		expect(() => ansiToSvg("\u001b[38;5;1mx", "t")).toThrow("no picture");
	});
});

describe("the README's pictures", () => {
	const readme = readFileSync(join(root, "README.md"), "utf8");

	test.each([
		["ci/pictures/terminal.svg", 100],
		["ci/pictures/report.png", 300],
	])("%s is shown, and has at most %d KiB", (path, kibibytes) => {
		expect(readme).toContain(`](${path})`);
		expect(statSync(join(root, path)).size).toBeLessThan(kibibytes * 1024);
	});

	test("the terminal's shows a run from the verdict to the next command, and no place of a machine", () => {
		const svg = readFileSync(join(root, "ci/pictures/terminal.svg"), "utf8");
		const all = readTexts(svg).map(({ text }) => text);
		const text = all.join("\n");
		for (const part of ["$ assay certify", "FAIL", "Checks", "Workloads", "Swaps", "Files: "]) {
			expect(text).toContain(part);
		}
		expect(text).toMatch(/\. Next, the worst of \d+ failures again/);
		expect(text).not.toMatch(/(^|\s)\/\w/);
		const png = readFileSync(join(root, "ci/pictures/report.png"));
		expect(png.subarray(1, 4).toString()).toBe("PNG");
	});
});
