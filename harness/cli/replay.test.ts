/** A failing property leaves one command, and it fails again; on an honest engine it passes. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { goodEngine } from "../preflight/fixtures/patched-engine.ts";
import { assay, makeDirectory, repository } from "./fixtures/assay.ts";

setDefaultTimeout(60_000);

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
	const found = [1, 2].map(
		() => JSON.parse(assay(words, directory).stdout).engines[0].checks[0].evidence.replay,
	);
	expect(found[0]).toBeDefined();
	expect(found[0]).toEqual(found[1]);
});
