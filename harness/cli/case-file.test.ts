import { describe, expect, test } from "bun:test";
import type { CaseFile } from "../contract/index.ts";
import { caseText } from "../run/cases.ts";
import { parseCaseFile } from "./case-file.ts";
import { Refusal } from "./refusal.ts";

const whole: CaseFile = {
	schemaVersion: 1,
	kind: "check",
	check: "data.model",
	engine: { name: "candidate", path: "/somewhere/candidate.so", digest: "ab".repeat(32) },
	engineConfig: { queue_depth: 8 },
	seed: 7,
	path: "12:0:3",
	propertyRuns: 100,
	budgetMs: 700,
	message: "it lost a block",
};

function refusal(text: string): string {
	try {
		parseCaseFile(text, "case.json");
	} catch (error) {
		if (error instanceof Refusal) return error.message;
		throw error;
	}
	throw new Error("expected a refusal");
}

/** Write 3 of block 9 was acknowledged; a later read found the first one. */
const history = {
	blocks: [9],
	initial: [1],
	extent: "whole" as const,
	rows: [
		[0, 0, 1, 3, 0, 10],
		[1, 0, 0, 1, 20, 30],
		[1, 0, 1, 4, 40, null],
	] as [number, number, number, number, number, number | null][],
};

const withRows = (rows: unknown[], others = {}) =>
	JSON.stringify({
		...whole,
		history: { ...history, ...others, rows: [...history.rows, ...rows] },
	});

describe("histories in case files", () => {
	test("a whole one comes back as it was written", () => {
		const environment = {
			assayVersion: "0.1.0",
			kernel: "6.1",
			cpuModel: "a processor",
			cpuCount: 2,
			fileSystem: "ext4",
			directIo: "proven",
		};
		const kept: CaseFile = { ...whole, environment, history };
		expect(parseCaseFile(JSON.stringify(kept), "case.json")).toEqual(kept);
		expect(parseCaseFile(caseText(kept), "case.json")).toEqual(kept);
		expect(caseText(kept).split("\n").length).toBeLessThan(50);
	});

	test.each<[string, unknown[], object, string]>([
		["a missing end", [[0, 0, 0, 1, 50]], {}, "damaged at history.rows.3"],
		["no end of a read", [[0, 0, 0, 1, 50, null]], {}, "operation 3 saw something, but has no end"],
		["an end before its start", [[0, 0, 0, 1, 50, 49]], {}, "operation 3 ends at 49, before"],
		["a negative time", [[0, 0, 0, 1, -5, 49]], {}, "damaged at history.rows.3.4"],
		["a value written twice", [[0, 0, 1, 3, 50, 60]], {}, "operation 3 writes value 3 again"],
		["a block that is not there", [[0, 1, 0, 1, 50, 60]], {}, "operation 3 is on block 1 of 1"],
		["an unknown kind", [[0, 0, 4, 1, 50, 60]], {}, "damaged at history.rows.3.2"],
		["a number for a row", [7], {}, "damaged at history.rows.3"],
		["a text for a time", [[0, 0, 0, 1, "50", 60]], {}, "damaged at history.rows.3.4"],
		["a huge value", [[0, 0, 1, 2 ** 40, 50, 60]], {}, "damaged at history.rows.3.3"],
		["a block id twice", [], { blocks: [9, 9], initial: [1, 2] }, "a block id is there twice"],
		["a value for no block", [], { initial: [1, 2] }, "1 blocks held 2 values"],
		["one first value for two", [], { blocks: [8, 9], initial: [1, 1] }, "two blocks held value 1"],
	])("%s is refused, not judged", (_, rows, others, reason) => {
		expect(refusal(withRows(rows, others))).toContain(reason);
	});
});

describe("case files", () => {
	test("a whole one comes back as it was written", () => {
		expect(parseCaseFile(JSON.stringify(whole), "case.json")).toEqual(whole);
		const { path: _, ...withoutPath } = whole;
		expect(parseCaseFile(JSON.stringify(withoutPath), "case.json")).toEqual(withoutPath);
	});

	test("one cut off anywhere is refused", () => {
		const text = JSON.stringify(whole);
		for (let length = 0; length < text.length; length += 7) {
			expect(refusal(text.slice(0, length))).toMatch(/cut off|not valid JSON/);
		}
	});

	test("another version, another kind of file, damage: each told apart", () => {
		expect(refusal(JSON.stringify({ ...whole, schemaVersion: 2 }))).toContain("schemaVersion 2");
		expect(refusal("{}")).toContain("no case file");
		expect(refusal("[]")).toContain("no case file");
		expect(refusal("null")).toContain("no case file");
		expect(refusal(JSON.stringify({ ...whole, seed: "7" }))).toContain("damaged at seed");
		const engine = { ...whole.engine, digest: "abc" };
		expect(refusal(JSON.stringify({ ...whole, engine }))).toContain("engine.digest");
		expect(refusal(JSON.stringify({ ...whole, path: "; rm -rf" }))).toContain("damaged at path");
		const engineConfig = { queue_depth: 0 };
		expect(refusal(JSON.stringify({ ...whole, engineConfig }))).toContain("queue_depth");
	});
});
