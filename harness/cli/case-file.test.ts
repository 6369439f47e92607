import { describe, expect, test } from "bun:test";
import type { CaseFile } from "../contract/index.ts";
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
