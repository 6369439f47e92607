import { describe, expect, test } from "bun:test";
import type { RunRecord } from "../schema/index.ts";
import { sampleRecord } from "../schema/sample.ts";
import { hostileRecord, nasty } from "./hostile.ts";
import { renderTerminal } from "./terminal.ts";
import { width } from "./text.ts";

const plain = (record: RunRecord, columns = 100) =>
	renderTerminal(record, { color: false, columns });

describe("a hostile engine", () => {
	test.each([60, 80, 100, 132])("fits %d columns", (columns) => {
		const records = nasty.map((text) => shortCommands(hostileRecord(text, 9)));
		for (const record of [...records, sampleRecord()]) {
			const wide = plain(record, columns)
				.split("\n")
				.filter((line) => width(line) > columns);
			expect(wide).toEqual([]);
		}
	});

	test("nothing of a hostile engine reaches the terminal unescaped", () => {
		for (const text of nasty) {
			const shown = plain(hostileRecord(text)).replaceAll("\n", "");
			expect(/[\p{Cc}\p{Cs}\u202e\u2028\ufffe]/u.test(shown)).toBe(false);
			expect(shown.length).toBeLessThan(60_000);
		}
		expect(plain(hostileRecord(nasty[0] ?? ""))).toContain("\\x1b[2J");
	});
});

/** A word of a command is not cut in two, however long: it would be another command. */
function shortCommands(record: RunRecord): RunRecord {
	const replayCommand = `assay replay ${"a b ".repeat(90)}`;
	const engines = record.engines.map((engine, index) => ({
		...engine,
		// The last one is what the others are to replace, and all of them are slower.
		...(index === record.engines.length - 1 ? { role: "baseline" as const } : {}),
		workloads: engine.workloads.map((each) => ({ ...each, iops: index * 1000 + 1 })),
		checks: engine.checks.map((check) => ({ ...check, replayCommand })),
		swaps: engine.swaps.map((swap) => ({ ...swap, replayCommand })),
	}));
	return { ...record, engines };
}
