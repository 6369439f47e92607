import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckResult } from "../../results/schema/index.ts";
import type { EngineFile, KeptHistory, RunRequest } from "../contract/index.ts";
import { withCase } from "./cases.ts";

const directory = mkdtempSync(join(tmpdir(), "assay-cases-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const engine = (digest: string) =>
	({
		path: "/engines/candidate.so",
		digest: digest.repeat(32),
		descriptor: { name: "candidate" },
	}) as unknown as EngineFile;

const request = (name: string, engines: readonly EngineFile[]) =>
	({
		outDirectory: join(directory, name),
		engines: engines.map((file) => ({ file, findings: [] })),
		engineConfig: { queue_depth: 4 },
		seed: 3,
		profile: { propertyRuns: 10, checkBudgetMs: 100 },
		host: { kernel: "6.1", cpuModel: "a processor", cpuCount: 2 },
		target: { facts: { fileSystem: "ext4", directIo: "proven" } },
		assayVersion: "0.1.0",
	}) as unknown as RunRequest;

const history: KeptHistory = {
	blocks: [9],
	initial: [1],
	extent: "whole",
	rows: [
		[0, 0, 1, 3, 0, 10],
		[1, 0, 0, 1, 20, null],
	],
};

const failure = (details: Record<string, unknown>): CheckResult => ({
	id: "concurrency.same-blocks",
	family: "concurrency",
	title: "",
	verdict: "fail",
	message: "write 3 is missing",
	durationMs: 1,
	evidence: { expected: "write 3", details },
});

function written(name: string): [string, Record<string, unknown>][] {
	const cases = join(directory, name, "cases");
	return readdirSync(cases).map((file) => [
		file,
		JSON.parse(readFileSync(join(cases, file), "utf8")),
	]);
}

test("a history goes into the case file and not into the record", () => {
	const result = withCase(
		request("kept", [engine("a")]),
		engine("a"),
		failure({ history, round: 2 }),
	);
	expect(result.evidence?.details).toEqual({ round: 2 });
	const [[file, content] = ["", {}]] = written("kept");
	expect(file).toBe("candidate-concurrency.same-blocks.json");
	expect(content.history).toEqual(history);
	expect(content.evidence).toEqual({ expected: "write 3", details: { round: 2 } });
	expect(content.environment).toMatchObject({ kernel: "6.1", fileSystem: "ext4" });
	expect(result.replayCommand).toContain("candidate-concurrency.same-blocks.json");
});

test("details that only look like a history stay where they are", () => {
	const details = { history: "long" };
	const result = withCase(request("other", [engine("a")]), engine("a"), failure(details));
	expect(result.evidence?.details).toEqual(details);
	expect(written("other")[0]?.[1]).not.toHaveProperty("history");
});

test("two builds of one name have a case each", () => {
	const both = request("builds", [engine("a"), engine("b")]);
	for (const each of [engine("a"), engine("b")]) withCase(both, each, failure({}));
	expect(written("builds")).toHaveLength(2);
});

test("what passed leaves no case", () => {
	const passed: CheckResult = { ...failure({}), verdict: "pass" };
	expect(withCase(request("none", [engine("a")]), engine("a"), passed)).toBe(passed);
});
