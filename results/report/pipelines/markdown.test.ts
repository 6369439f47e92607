import { describe, expect, test } from "bun:test";
import { marked, type Token } from "marked";
import type { RunRecord } from "../../schema/index.ts";
import { sampleCheck, sampleEngine, sampleRecord, sampleWorkload } from "../../schema/sample.ts";
import { hostileRecord, nasty } from "../hostile.ts";
import { toMarkdown } from "./markdown.ts";
import { mixedRecord } from "./mixed-record.ts";
import { hasUnprintable } from "./readers.ts";

function tokensOf(text: string): Token[] {
	const found: Token[] = [];
	marked.walkTokens(marked.lexer(text), (token) => {
		found.push(token);
	});
	return found;
}

/** Shape of the document: what engines say may not change it. */
function shape(text: string): string[] {
	return marked
		.lexer(text)
		.filter(({ type }) => type !== "space")
		.map((token) => (token.type === "heading" ? `h${token.depth}` : token.type));
}

/** With the last engine as the baseline, and something that moved against it. */
function against(record: RunRecord): RunRecord {
	const engines = record.engines.map((engine, index) =>
		index === record.engines.length - 1
			? { ...engine, role: "baseline" as const }
			: { ...engine, workloads: engine.workloads.map((each) => ({ ...each, iops: 1 })) },
	);
	return { ...record, engines };
}

describe("Markdown summary", () => {
	test("nothing that an engine says becomes mark-up", () => {
		const expected = shape(toMarkdown(against(hostileRecord("plain text"))));
		expect(expected).toContain("table");
		for (const text of nasty) {
			const markdown = toMarkdown(against(hostileRecord(text)));
			const tokens = tokensOf(markdown);
			const bad = tokens.filter(({ type }) =>
				["html", "link", "image", "em", "del"].includes(type),
			);
			expect(bad).toEqual([]);
			expect(shape(markdown)).toEqual(expected);
			expect(hasUnprintable(markdown)).toBe(false);
			const prose = tokens.filter(({ type }) => type === "text").map(({ raw }) => raw);
			expect(prose.filter((each) => /@someone|#1\b|www\.|:smile:/.test(each))).toEqual([]);
			for (const token of tokens) {
				if (token.type !== "table") continue;
				const widths = token.rows.map((row: unknown[]) => row.length);
				expect(new Set(widths)).toEqual(new Set([token.header.length]));
			}
		}
	});

	test("verdict and gates first, then what broke with its replay command, the worst first", () => {
		const text = toMarkdown(mixedRecord());
		const places = [
			...["# Assay: FAIL", "interrupted: the rest is missing", "## Gates that do not pass"],
			...["## What broke", "### nvme data.crash", "### nvme data.hang", "### nvme data.lost"],
			...["assay replay cases/lost.json", "## What was owed and not shown", "planned.check"],
			...["## What could not run", "no /dev/fuse", "## Workloads", "## Machine"],
		];
		let from = 0;
		for (const place of places) {
			const at = text.indexOf(place, from);
			expect([place, at >= from]).toEqual([place, true]);
			from = at;
		}
		const heads = text.split("\n").filter((line) => line.startsWith("### "));
		expect(heads.slice(0, 4)).toEqual([
			"### nvme data.crash: crashed",
			"### nvme data.hang: hung",
			"### nvme data.lost: fail",
			"### nvme elf.executable-stack: failure",
		]);
		expect(heads).toContain("### nvme planned.check: missing");
	});

	test("what moved against a baseline, what got worse first", () => {
		const slower = sampleWorkload({ iops: 6000 });
		const engines = [
			sampleEngine({ name: "new", workloads: [slower] }),
			sampleEngine({ name: "old|er", role: "baseline" }),
		];
		const text = toMarkdown(sampleRecord({ engines }));
		expect(text).toContain(
			"## Against the baseline\n\n1 of 4 numbers moved by more than 10 % against",
		);
		expect(text).toContain("| randread-4k-qd1 | new | IOPS | 12.0 k | 6.00 k | -50.0 % |");
		expect(toMarkdown(sampleRecord())).not.toContain("baseline");
	});

	test("what is missing is a dash, not a zero", () => {
		const row = toMarkdown(mixedRecord())
			.split("\n")
			.find((line) => line.startsWith("| planned-workload"));
		expect(row).toBe("| planned-workload | nvme | missing | - | - | - | - | - | - | - |");
	});

	test("stays under 1 MiB with the worst kept, and says what is left out", () => {
		const message = "broken ".repeat(80);
		const checks = Array.from({ length: 4000 }, (_, index) =>
			sampleCheck(`data.f${index}`, "fail", message),
		);
		checks.push(sampleCheck("data.worst", "crashed", message));
		const record = sampleRecord({ verdict: "fail", engines: [sampleEngine({ checks })] });
		const text = toMarkdown(record);
		expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
		expect(text).toContain("### nvme data.worst: crashed");
		expect(text).toMatch(/\d+ further parts are in the record/);
	});
});
