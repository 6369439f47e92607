/** GitLab's template against the schema that GitLab publishes, as a job that extends it. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

setDefaultTimeout(120_000);

const scratch = mkdtempSync(join(tmpdir(), "assay-gitlab-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const template = join(import.meta.dir, "..", "gitlab", "assay.gitlab-ci.yml");
const validator = Bun.resolveSync("gitlab-ci-local", import.meta.dir);
const pipeline = `
include:
  - local: assay.gitlab-ci.yml
certify:
  extends: .assay
  variables:
    ASSAY_ENGINES: build/libengine.so
`;

/** The jobs that it reads there: after `include` and `extends`, which no schema alone resolves. */
async function jobsOf(name: string, change: (text: string) => string) {
	const cwd = join(scratch, name);
	mkdirSync(cwd);
	writeFileSync(join(cwd, "assay.gitlab-ci.yml"), change(readFileSync(template, "utf8")));
	writeFileSync(join(cwd, ".gitlab-ci.yml"), pipeline);
	const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
	for (const words of [
		["init", "-q"],
		["add", "."],
		["commit", "-q", "-m", "all"],
	]) {
		expect(Bun.spawnSync(["git", ...identity, ...words], { cwd }).exitCode).toBe(0);
	}
	const child = Bun.spawn([process.execPath, validator, "--list-csv"], {
		...{ cwd, stdin: "ignore", stdout: "pipe", stderr: "pipe" },
		env: { ...process.env, HOME: cwd, NO_COLOR: "1" },
	});
	const [out, err, code] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	return { code, out, err };
}

test("the job keeps GitLab's schema, which refuses what GitLab would", async () => {
	const broken = (text: string) =>
		text.replace("when: always", "when: sometimes").replace("expose_as:", "exposed_as:");
	const [right, wrong] = await Promise.all([
		jobsOf("right", (text) => text),
		jobsOf("wrong", broken),
	]);
	expect([right.code, right.err]).toEqual([0, expect.not.stringContaining("Invalid")]);
	expect(right.err + right.out).toContain("json schema validated");
	expect(right.out).toContain("certify;");
	expect(wrong.code).not.toBe(0);
	expect(wrong.err).toContain("at certify.artifacts.when");
	expect(wrong.err).toContain("'exposed_as' property is not expected");
});
