import { describe, expect, test } from "bun:test";
import type { RunRecord } from "../schema/index.ts";
import {
	sampleCheck,
	sampleEngine,
	sampleRecord,
	sampleSwap,
	sampleWorkload,
} from "../schema/sample.ts";
import { renderTerminal } from "./terminal.ts";
import { width } from "./text.ts";

const plain = (record: RunRecord, columns = 100) =>
	renderTerminal(record, { color: false, columns });

const hostile = `\u001b[2J\u001b]0;x\u0007\u009b1A\r\n\u202e${"wide 日本語 ".repeat(40)}${"w".repeat(300)}`;

function hostileRecord(): RunRecord {
	const check = {
		...sampleCheck("data.x", "crashed", hostile),
		id: hostile,
		family: hostile,
		replayCommand: `assay replay ${"a b ".repeat(90)}`,
		evidence: {
			expected: hostile,
			found: hostile,
			stderrTail: hostile,
			lastOperations: [{ call: hostile, id: hostile, length: 3 }],
		},
	};
	return sampleRecord({
		command: hostile,
		verdict: "error",
		errors: [{ where: hostile, message: hostile }],
		gates: [
			{
				id: hostile,
				engine: hostile,
				result: "fail",
				observed: hostile,
				threshold: hostile,
				message: hostile,
				severity: "hard",
			},
		],
		target: {
			path: hostile,
			kind: "file",
			fileSystem: hostile,
			sizeBytes: 1,
			directIo: "proven",
		},
		engines: Array.from({ length: 9 }, (_, index) =>
			sampleEngine({
				name: `${index}${hostile}`,
				checks: [check, { ...check, evidence: { counterexample: [hostile] } }],
				workloads: [sampleWorkload({ id: hostile, warnings: [hostile], outcome: "invalid" })],
				swaps: [sampleSwap({ id: hostile, from: hostile, verdict: "fail", message: hostile })],
			}),
		),
	});
}

describe("a hostile engine", () => {
	test.each([60, 80, 100, 132])("fits %d columns", (columns) => {
		for (const record of [hostileRecord(), sampleRecord()]) {
			const wide = plain(record, columns)
				.split("\n")
				.filter((line) => width(line) > columns);
			expect(wide).toEqual([]);
		}
	});

	test("nothing of a hostile engine reaches the terminal unescaped", () => {
		const text = plain(hostileRecord());
		expect(/[\p{Cc}\u202e]/u.test(text.replaceAll("\n", ""))).toBe(false);
		expect(text).toContain("\\x1b[2J");
	});
});
