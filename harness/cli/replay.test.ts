/** A failing property leaves one command, and it fails again; on an honest engine it passes. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { goodEngine } from "../preflight/fixtures/patched-engine.ts";
import { assay, makeDirectory, repository } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

const directory = makeDirectory("replay");
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const lossy = join(repository, "build", "defective", "10-delete-hits-neighbour.so");

test("the replay command of a failure reproduces its counterexample", () => {
	const words = ["test", lossy, "--only", "data.model", "--seed", "11", "--json"];
	const first = assay(words, directory);
	expect({ code: first.code, stderr: first.stderr }).toMatchObject({ code: 1 });
	const check = JSON.parse(first.stdout).engines[0].checks[0];
	expect(check).toMatchObject({ id: "data.model", verdict: "fail" });
	expect(check.evidence.counterexample.length).toBeGreaterThan(0);

	const [command, ...replay] = check.replayCommand
		.replace("npm run assay --", "ci/assay")
		.split(" ");
	expect(command).toEndWith("ci/assay");
	const again = assay([...replay, "--json"], directory);
	expect({ code: again.code, stderr: again.stderr }).toMatchObject({ code: 1 });
	const repeated = JSON.parse(again.stdout).engines[0].checks[0];
	expect(repeated.evidence.counterexample).toEqual(check.evidence.counterexample);

	// The same sequence on an engine without the defect: the case is about the engine.
	const honest = assay([...replay, "--engine", goodEngine], directory);
	expect({ code: honest.code, stderr: honest.stderr }).toMatchObject({ code: 0 });
});

test("one run is one record and one seed: the same seed finds the same counterexample", () => {
	const words = ["test", lossy, "--only", "data.model", "--seed", "12", "--json"];
	const [one, other] = [1, 2]
		.map(() => JSON.parse(assay(words, directory).stdout).engines[0].checks[0].evidence.replay)
		.sort((a, b) => a.path.length - b.path.length);
	expect([one.seed, other.seed]).toEqual([12, 12]);
	expect(one.path).not.toBe("");
	// Shrinking ends with the check's time: a busy machine takes fewer steps of the same way.
	expect(other.path).toStartWith(one.path);
});

/** A race on an honest engine, whose kept history tells of a lost write, or of none. */
function raceCase(lastRead: number): string {
	const path = join(directory, `race-${lastRead}.json`);
	const digest = createHash("sha256").update(readFileSync(goodEngine)).digest("hex");
	const rows = [
		[0, 0, 1, 3, 0, 10],
		[1, 0, 0, lastRead, 20, 30],
	];
	const content = {
		schemaVersion: 1,
		kind: "check",
		check: "concurrency.same-blocks",
		engine: { name: "memory", path: goodEngine, digest },
		engineConfig: {},
		seed: 5,
		propertyRuns: 2,
		budgetMs: 100,
		message: "it failed once",
		history: { blocks: [17], initial: [1], extent: "whole", rows },
	};
	writeFileSync(path, JSON.stringify(content));
	return path;
}

test("a race is run as often as was asked, and its history is judged again", () => {
	const lost = assay(["replay", raceCase(1), "--times", "3", "--json"], directory);
	expect({ code: lost.code, stderr: lost.stderr }).toMatchObject({ code: 1 });
	const record = JSON.parse(lost.stdout);
	expect(record.verdict).toBe("fail");
	const [check] = record.engines[0].checks;
	expect(check.message).toStartWith(
		"failed 0 of 3 times; re-judged: violation: acknowledged write 3 of block 17 is missing",
	);
	expect(check.evidence.details.replayed).toMatchObject({ times: 3, failed: 0 });
	expect(lost.stderr).toContain("concurrency.same-blocks failed 0 of 3 times");
	// About the build that was recorded; another one is judged by its own runs.
	const other = assay(["replay", raceCase(1), "--times", "1", "--engine", goodEngine], directory);
	expect({ code: other.code, stderr: other.stderr }).toMatchObject({ code: 0 });
	expect(other.stderr).toContain("re-judged (history of the recorded build): violation");
});

test("a history that an order explains is no evidence, and the runs decide", () => {
	const sound = assay(["replay", raceCase(3), "--times", "2"], directory);
	expect({ code: sound.code, stderr: sound.stderr }).toMatchObject({ code: 0 });
	expect(sound.stderr).toContain("re-judged: linearizable");
});

test("ten times is the default of a race, and a bad count is refused", () => {
	const default10 = assay(["replay", raceCase(3)], directory);
	expect({ code: default10.code, stderr: default10.stderr }).toMatchObject({ code: 0 });
	expect(default10.stderr).toContain("failed 0 of 10 times");
	for (const times of ["0", "1001", "2.5"]) {
		const refused = assay(["replay", raceCase(3), `--times=${times}`], directory);
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain(`--times ${times} is no count`);
	}
});
