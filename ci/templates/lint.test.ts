/** What can be said of the pipelines' files without running them. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validateAction, validateWorkflow } from "@action-validator/core";
import { isTree, readYaml, shellProblem, valuesOf } from "./yaml-file.ts";

const ci = join(import.meta.dir, "..");
const action = join(ci, "github", "action.yml");
const workflows = ["github/certify.yml", "github/certify-sharded.yml", "release/release.yml"].map(
	(path) => join(ci, path),
);
const all = [action, ...workflows, join(ci, "gitlab", "assay.gitlab-ci.yml")];

const text = (path: string) => readFileSync(path, "utf8");
const scripts = (path: string) =>
	["run", "script", "before_script"]
		.flatMap((key) => valuesOf(readYaml(path), key))
		.flat()
		.filter((each): each is string => typeof each === "string");

const keys = (value: unknown) => (isTree(value) ? Object.keys(value) : []);

describe.each(all)("%s", (path) => {
	test("is YAML without a doubled key, and names no secret", () => {
		expect(Object.keys(readYaml(path)).length).toBeGreaterThan(0);
		expect(text(path)).not.toMatch(/\bsecrets\s*[.[]/);
	});

	test("actions of others are pinned to a commit, with the version beside it", () => {
		for (const uses of valuesOf(readYaml(path), "uses")) {
			if (String(uses).startsWith("./")) continue;
			expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
			expect(text(path)).toMatch(new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+`));
		}
	});

	test("scripts are of a syntax that their shell takes, and take values from variables only", () => {
		const found = scripts(path);
		expect(found.length).toBeGreaterThan(0);
		const shell = path.includes("gitlab") ? "sh" : "bash";
		for (const script of found) {
			expect(shellProblem(shell, script)).toBe("");
			expect(script).not.toContain("${{");
		}
	});
});

describe("GitHub", () => {
	test("action and workflows keep their published schemas, which refuse others", () => {
		expect(validateAction(text(action)).errors).toEqual([]);
		for (const path of workflows) expect(validateWorkflow(text(path)).errors).toEqual([]);
		expect(validateAction(text(action).replace("using: composite", "")).errors).not.toEqual([]);
		const broken = text(workflows[0] ?? "").replace("runs-on: ${{", "runs-at: ${{");
		expect(validateWorkflow(broken).errors).not.toEqual([]);
	});

	test("every input and output that is named is there", () => {
		const tree = readYaml(action);
		const inputs = [...text(action).matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name);
		expect([...new Set(inputs)].sort()).toEqual(keys(tree.inputs).sort());
		const written = [...text(action).matchAll(/echo "([\w-]+)=/g)].map(([, name]) => name);
		const read = [...text(action).matchAll(/\.outputs\.([\w-]+)/g)].map(([, name]) => name);
		expect([...new Set(read)].sort()).toEqual([...new Set(written)].sort());
	});

	test.each(workflows.slice(0, 2))("%s gives and takes only inputs that are declared", (path) => {
		const tree = readYaml(path);
		const uses = valuesOf(tree, "steps")
			.flat()
			.filter(isTree)
			.filter((step) => String(step.uses).endsWith("ci/github"));
		expect(uses.length).toBeGreaterThan(0);
		const passed = uses.flatMap((step) => keys(step.with));
		const taken = keys(readYaml(action).inputs);
		expect(passed.filter((name) => !taken.includes(name))).toEqual([]);
		const named = [...text(path).matchAll(/\binputs\.([\w-]+)/g)].map(([, name = ""]) => name);
		const [declared] = valuesOf(tree, "workflow_call").map((each) =>
			keys(isTree(each) ? each.inputs : undefined),
		);
		expect([...new Set(named)].sort()).toEqual(declared?.sort() ?? []);
	});
});

test("gate.sh and the Jenkinsfile's steps are of a syntax that sh takes", () => {
	expect(shellProblem("sh", text(join(ci, "release", "gate.sh")))).toBe("");
	const jenkinsfile = text(join(ci, "jenkins", "Jenkinsfile"));
	expect(jenkinsfile).not.toMatch(/credentials\s*\(/);
	const brackets = jenkinsfile.replace(/\/\/.*$/gm, "").replace(/'''.*?'''|'[^']*'|"[^"]*"/gs, "");
	const depth = [...brackets].reduce((open, character) => {
		const next = open + ("{(".includes(character) ? 1 : "})".includes(character) ? -1 : 0);
		expect(next).toBeGreaterThanOrEqual(0);
		return next;
	}, 0);
	expect(depth).toBe(0);
});
