import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inspectEngine } from "../preflight/index.ts";
import { assay, filesBelow, makeDirectory, repository } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

const directory = makeDirectory("new");
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hasTemplate = existsSync(join(repository, "engines", "template", "c"));

test.skipIf(!hasTemplate)("a new engine has all it needs to be built, and is accepted", () => {
	const { code, stdout } = assay(["new", "mine", "--lang", "c"], directory);
	expect(code).toBe(0);
	const mine = join(directory, "mine");
	const sources = filesBelow(mine).filter((file) => file.endsWith(".c"));
	expect(sources.length).toBeGreaterThan(0);
	for (const file of [...sources, "block_engine.h"]) expect(stdout).toContain(file);
	const library = join(mine, "engine.so");
	const built = Bun.spawnSync(["cc", "-shared", "-fPIC", "-I.", "-o", library, ...sources], {
		cwd: mine,
	});
	expect(built.stderr.toString()).toBe("");
	const result = inspectEngine(library);
	if (!result.ok) throw new Error(result.refusal.message);
	expect(result.prepared.findings.filter(({ severity }) => severity === "failure")).toEqual([]);
});
