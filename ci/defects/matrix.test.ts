import { describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { catalogueSize, gaps, readCatalogue, readInvisible } from "./catalogue.ts";
import type { SeededEngine } from "./header.ts";
import type { State } from "./judge.ts";
import { inLanes } from "./lanes.ts";
import { type Row, renderMatrix, summarise } from "./matrix.ts";
import { readOptions } from "./options.ts";
import { selectSeeded } from "./select.ts";

const catalogue = readCatalogue(resolve(import.meta.dir, "../.."));

function row(name: string, state: State): Row {
	const [engine] = catalogue.seeded;
	if (engine === undefined) throw new Error("no seeded engine");
	const judgement = { state, check: "data.delete", message: "m", operations: 3, seconds: 1.5 };
	return { engine: { ...engine, name }, judgement };
}

describe("the catalogue", () => {
	test("has every defect, seeded or explained, and honest engines", () => {
		expect(gaps(catalogue)).toEqual([]);
		expect(catalogue.honest.length).toBeGreaterThan(4);
	});

	test("says what is missing and what is there twice", () => {
		const seeded = catalogue.seeded.filter(({ defect }) => defect !== catalogueSize);
		const invisible = new Map([...catalogue.invisible, [9, "because"] as const]);
		const problems = gaps({ ...catalogue, seeded, invisible });
		expect(problems).toEqual([
			'defect 9 is seeded and "invisible"',
			`defect ${catalogueSize} is not covered`,
		]);
	});

	test("demands a reason for what is invisible", () => {
		expect(() => readInvisible("[[defect]]\nnumber = 1\nreason = 'no'")).toThrow("reason");
	});
});

describe("the last line and the exit code", () => {
	const alarm = { engine: "memory", check: "data.delete", seed: 1, message: "m" };
	test.each([
		["all killed", ["killed", "killed"], [], false, "killed 2/2, false alarms 0", 0],
		["a survivor", ["killed", "survived"], [], false, "killed 1/2, false alarms 0", 1],
		["an error", ["killed", "error"], [], false, "killed 1/2, false alarms 0", 1],
		["a false alarm", ["killed"], [alarm], false, "killed 1/1, false alarms 1", 1],
		["no rig", ["killed", "could-not-run"], [], false, "killed 1/2, false alarms 0", 0],
		[
			"no rig where all must be",
			["killed", "could-not-run"],
			[],
			true,
			"killed 1/2, false alarms 0",
			1,
		],
		["one pending", ["killed", "pending"], [], true, "killed 1/2, false alarms 0", 0],
		["nothing but excuses", ["could-not-run"], [], false, "killed 0/1, false alarms 0", 1],
	] as const)("%s", (_what, states, alarms, requireRigs, last, exitCode) => {
		const rows = states.map((state, index) => row(`${index}`, state));
		const summary = summarise(rows, alarms, requireRigs);
		expect(summary.lines.at(-1)).toBe(last);
		expect(summary.exitCode).toBe(exitCode);
	});

	test("who was killed only on a run alone is named", () => {
		const { lines } = summarise([{ ...row("x", "killed"), isSecondRun: true }], [], false);
		expect(lines.join()).toContain("survived beside other runs, judged alone: x");
		expect(summarise([row("x", "killed")], [], false).lines.join()).not.toContain("judged alone");
	});

	test("the matrix shows a survivor's reason", () => {
		const text = renderMatrix([row("b", "survived"), row("a", "killed")]);
		expect(text.indexOf("a ")).toBeLessThan(text.indexOf("b "));
		expect(text).toContain("b: survived: m");
		expect(text).not.toContain("a: killed");
	});
});

describe("the selection", () => {
	const names = (engines: readonly SeededEngine[]) => engines.map(({ name }) => name);

	test("by number takes that defect and its variants, not numbers like it", () => {
		const found = selectSeeded(catalogue.seeded, readOptions(["--only", "1"]));
		expect(new Set(found.map(({ defect }) => defect))).toEqual(new Set([1]));
		expect(found.length).toBeGreaterThan(1);
	});

	test("by part of a name", () => {
		const found = selectSeeded(catalogue.seeded, readOptions(["--only", "torn-read"]));
		expect(names(found)).toEqual(["07-torn-read"]);
	});

	test("of the subset has one engine a defect, and one hang", () => {
		const found = selectSeeded(catalogue.seeded, readOptions(["--subset"]));
		const hangs = found.filter(({ verdicts }) => verdicts.includes("hung"));
		expect(hangs.length).toBe(1);
		const others = found.filter((engine) => !hangs.includes(engine));
		expect(new Set(others.map(({ defect }) => defect)).size).toBe(others.length);
		expect(others.length).toBeGreaterThan(50);
	});

	test("refuses what it does not understand", () => {
		expect(() => readOptions(["--seeds", "0"])).toThrow("whole number");
		expect(() => readOptions(["--only"])).toThrow();
		expect(() => readOptions(["--what"])).toThrow();
	});
});

test("lanes run everything once, and stop handing out when aborted", async () => {
	const abort = new AbortController();
	const seen: number[] = [];
	await inLanes(2, [1, 2, 3, 4, 5, 6], abort.signal, async (task) => {
		seen.push(task);
		await Bun.sleep(1);
		if (task === 3) abort.abort();
	});
	expect(seen).toContain(3);
	expect(seen.length).toBeLessThan(6);
	expect(new Set(seen).size).toBe(seen.length);
});
