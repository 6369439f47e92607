/** GitLab's, Jenkins' and the release recipe's shell steps, with a recorder in Assay's place. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linesOf, writeCommand } from "./stand-in.ts";
import { isTree, readYaml } from "./yaml-file.ts";

const ci = join(import.meta.dir, "..");
const scratch = mkdtempSync(join(tmpdir(), "assay-templates-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A repository whose `ci/assay` writes down its words and ends with the code for its first one. */
function repository(name: string, codes: Record<string, number> = {}) {
	const directory = join(scratch, name);
	mkdirSync(join(directory, "ci"), { recursive: true });
	const cases = Object.entries(codes).map(([word, code]) => `${word}) exit ${code};;`);
	const path = join(directory, "ci", "assay");
	const log = join(scratch, `${name}.log`);
	const write = `for word; do printf '<%s>' "$word"; done >>"${log}"; echo >>"${log}"`;
	writeCommand(path, [write, `case $1 in ${cases.join(" ")} esac`]);
	return { directory, path, calls: () => linesOf(log) };
}

function commit(directory: string): string {
	const git = (...words: string[]) => {
		const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
		const child = Bun.spawnSync(["git", "-C", directory, ...identity, ...words]);
		expect(child.stderr.toString()).toBe("");
		return child.stdout.toString().trim();
	};
	git("init", "-q", "-b", "main");
	git("add", ".");
	git("commit", "-q", "-m", "all");
	return git("rev-parse", "HEAD");
}

function shell(script: string, cwd: string, environment: Record<string, string>) {
	const env = { ...process.env, ...environment };
	const child = Bun.spawnSync(["sh", "-e", "-c", script], { cwd, env, stdin: "ignore" });
	return { code: child.exitCode, text: `${child.stdout}${child.stderr}` };
}

function workspace(name: string): string {
	const path = join(scratch, name);
	mkdirSync(path);
	return path;
}

describe("GitLab's template", () => {
	const job = readYaml(join(ci, "gitlab", "assay.gitlab-ci.yml"))[".assay"];
	const lines = (key: string) =>
		isTree(job) && Array.isArray(job[key]) ? job[key].join("\n") : "";
	const variables = (isTree(job) ? job.variables : {}) as Record<string, string>;

	test("fetches the commit, prepares, certifies with the words that were asked for", () => {
		const { directory, calls } = repository("gitlab");
		const cwd = workspace("gitlab-job");
		const environment = {
			...{ ...variables, ASSAY_REPOSITORY: directory, ASSAY_COMMIT: commit(directory) },
			...{ ASSAY_ENGINES: "a.so b.so", ASSAY_BASELINE: "last release.so" },
			ASSAY_ARGUMENTS: "--seed 42",
		};
		const script = `${lines("before_script")}\n${lines("script")}`;
		expect(shell(script, cwd, environment)).toEqual({ code: 0, text: "" });
		expect(calls()).toEqual([
			"<--prepare><engines>",
			"<certify><a.so><b.so><--profile><ci><--baseline><last release.so><--seed><42>" +
				"<--out><assay-results><--format><html,junit,ctrf,markdown,prometheus>",
		]);
	});

	test("fails as Assay does, and keeps the reports then, too", () => {
		const { directory } = repository("gitlab-fails", { certify: 4 });
		const environment = { ...variables, ASSAY_DIRECTORY: directory, ASSAY_ENGINES: "a.so" };
		expect(shell(lines("script"), workspace("gitlab-fails-job"), environment).code).toBe(4);
		expect(job).toMatchObject({
			artifacts: { when: "always", reports: { junit: "assay-results/*/junit.xml" } },
		});
	});
});

describe("the Jenkinsfile", () => {
	const text = readFileSync(join(ci, "jenkins", "Jenkinsfile"), "utf8");
	const steps = [...text.matchAll(/'''(.*?)'''/gs)].map(([, script = ""]) => script);

	test("its steps fetch, prepare and certify; the code reaches the verdict", () => {
		const { directory, calls } = repository("jenkins", { certify: 3 });
		const cwd = workspace("jenkins-job");
		const environment = {
			...{ ASSAY_REPOSITORY: directory, ASSAY_COMMIT: commit(directory) },
			...{ ENGINE: "my engine.so", PROFILE: "quick", BASELINE: "" },
		};
		expect(steps).toHaveLength(2);
		const codes = steps.map((script) => shell(script, cwd, environment).code);
		expect(codes).toEqual([0, 3]);
		expect(calls()).toEqual([
			"<--prepare><engines>",
			"<certify><my engine.so><--profile><quick><--out><assay-results>" +
				"<--format><html,junit,ctrf,markdown>",
		]);
		expect(text).toMatch(/code == 3.*unstable\(.*code != 0.*error\(/s);
	});
});

describe("the release recipe", () => {
	function gate(name: string, words: string[], codes: Record<string, number>) {
		const { path, calls } = repository(name, codes);
		const command = ["sh", join(ci, "release", "gate.sh"), ...words];
		const env = { ...process.env, ASSAY: path, CATALOGUE: "releases", OUT: "out", PROFILE: "ci" };
		const child = Bun.spawnSync(command, { env, stdin: "ignore" });
		const commands = calls().map((line) => line.match(/^<(\w+)>/)?.[1]);
		return { code: child.exitCode, said: child.stderr.toString(), commands, calls: calls() };
	}

	test("inspects, certifies against the last release, compares, publishes", () => {
		const { code, said, commands, calls } = gate("gate-pass", ["new.so", "old one.so"], {});
		expect(code).toBe(0);
		expect(commands).toEqual(["inspect", "certify", "compare", "engines"]);
		expect(calls[1]).toStartWith("<certify><new.so><--baseline><old one.so><--profile><ci>");
		expect(calls[2]).toStartWith("<compare><old one.so><new.so><--profile><ci>");
		expect(calls[3]).toBe("<engines><--catalogue><releases><--publish><new.so>");
		expect(said).toContain("RELEASED new.so");
	});

	test("a first release has nothing to be compared with", () => {
		expect(gate("gate-first", ["new.so"], {}).commands).toEqual(["inspect", "certify", "engines"]);
	});

	test.each([
		["inspect", 5],
		["certify", 1],
		["certify", 3],
		["compare", 4],
	])("nothing is published after %s ended with %d", (step, failing) => {
		const name = `gate-${step}-${failing}`;
		const result = gate(name, ["new.so", "old.so"], { [step]: failing });
		expect(result.code).toBe(failing);
		expect(result.commands.at(-1)).toBe(step);
		expect(result.said).toContain(`NOT RELEASED, exit code ${failing}`);
	});

	test("without a candidate it says how it is called", () => {
		expect(gate("gate-usage", [], {})).toMatchObject({ code: 2, commands: [] });
	});
});
