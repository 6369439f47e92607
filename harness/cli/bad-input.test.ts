/** Words, options and files that make no sense: one sentence, the right code, nothing written. */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { goodEngine } from "../preflight/fixtures/patched-engine.ts";
import { assay } from "./fixtures/assay.ts";
import { Workplaces } from "./fixtures/refused.ts";

setDefaultTimeout(240_000);

const workplaces = new Workplaces("bad-input");
const workplace = () => workplaces.make();
const refused = (words: readonly string[], code: number, cwd?: string) =>
	workplaces.refused(words, code, cwd);
afterAll(() => rmSync(workplaces.root, { recursive: true, force: true }));

describe("words", () => {
	const cases: [readonly string[], number, string][] = [
		[[], 2, "No command"],
		[["certfy"], 2, "did you mean certify?"],
		[["certfy", "--json=false"], 2, "did you mean certify?"],
		[["test", "--sed", "4"], 2, "did you mean --seed?"],
		[["test", "--only", "data.read-afer-write"], 2, "did you mean data.read-after-write?"],
		[["test", "--skip", "queue.nonsense.*"], 2, "matches no check"],
		[["test", "--only", "data.delete", "--skip", "data"], 3, "nothing run is no pass"],
		[["test", "--only", "randread-4k-qd1"], 3, "nothing run is no pass"],
		[["test", "--seed", "-5"], 2, "--seed"],
		[["test", "--seed", "1", "--seed", "2"], 2, "given twice"],
		[["test", "--target"], 2, "needs a value"],
		[["test", "--profile", "quik"], 2, "did you mean quick?"],
		[["bench", "--duration", "soon"], 2, "--duration soon"],
		[["test", "memory", "--engine-config", "{queue_depth:1}"], 2, "not valid JSON"],
		[["test", "memory", "--engine-config", '{"queue_dept":1}'], 2, "queue_depth"],
		[["test", "memory", "--engine-config", "/nonexistent.json"], 2, "does not exist"],
		[["test", "memory", "--engine-config", '{"block_size":256}'], 2, "block_size"],
		[["certify", "--baseline", "memory"], 2, "needs a candidate"],
		[["certify", "memory", "--only", "swap.under-load"], 3, "can be swapped"],
		[["test", "memory", "--yes-destroy", "/dev/sda"], 2, "no --target"],
		[["swap", "memory"], 3, "can be swapped"],
		[["replay", "/nonexistent.json"], 2, "does not exist"],
		[["recheck", "/nonexistent.json"], 2, "does not exist"],
		[["new", ".", "--lang", "c"], 2, "there already"],
		[["new", "x", "--lang", "cobol"], 2, "--lang cobol"],
	];
	test.each(cases)("%j", (words, code, reason) => {
		expect(refused(words, code)).toContain(reason);
	});

	test("with --json a refusal is one JSON document, too", () => {
		const { code, stdout, stderr } = assay(["test", "--sed", "4", "--json"], workplaces.root);
		expect(code).toBe(2);
		expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 2, verdict: "error", exitCode: 2 });
		expect(stderr).toContain("--seed");
	});
});

describe("replay and recheck", () => {
	const content = (digest: string) => ({
		schemaVersion: 1,
		kind: "check",
		check: "data.delete",
		engine: { name: "memory", path: goodEngine, digest },
		engineConfig: {},
		seed: 1,
		propertyRuns: 5,
		budgetMs: 200,
		message: "it failed",
	});

	test("a case of another build, version or length is refused", () => {
		const cwd = workplace();
		const write = (value: unknown) => {
			writeFileSync(
				join(cwd, "case.json"),
				typeof value === "string" ? value : JSON.stringify(value),
			);
		};
		write(content("00".repeat(32)));
		expect(refused(["replay", "case.json"], 2, cwd)).toContain("recorded with 000000000000");
		write({ ...content("00".repeat(32)), schemaVersion: 9 });
		expect(refused(["replay", "case.json"], 2, cwd)).toContain("schemaVersion 9");
		write(JSON.stringify(content("00".repeat(32))).slice(0, 80));
		expect(refused(["replay", "case.json"], 2, cwd)).toContain("cut off");
		write({ ...content("00".repeat(32)), check: "data.delet" });
		expect(refused(["replay", "case.json"], 2, cwd)).toContain("did you mean data.delete?");
	});
});
