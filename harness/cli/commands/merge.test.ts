/** The guarantee of `assay merge`: parts of a run, joined, are judged as the run itself is. */
import { afterAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assay, makeDirectory, repository } from "../fixtures/assay.ts";

const cwd = makeDirectory("merge");
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const defective = join(repository, "build", "defective", "10-delete-hits-neighbour.so");
const checks = "data.out-of-range,data.wrong-length,data.zero-block";
const words = ["test", "memory", defective, "--only", checks, "--profile", "quick"];

interface Document {
	readonly verdict: string;
	readonly plan: unknown;
	readonly gates: readonly Record<string, string>[];
	readonly engines: readonly {
		readonly name: string;
		readonly checks: readonly { readonly id: string; readonly verdict: string }[];
	}[];
}

/** What of a document may not depend on how a run was divided. */
function concluded({ verdict, plan, gates, engines }: Document) {
	return {
		verdict,
		plan,
		gates: gates.map(({ id, engine, result, observed }) => [id, engine, result, observed]),
		checks: engines.map(({ name, checks }) => [
			name,
			checks.map(({ id, verdict: each }) => `${id} ${each}`).sort(),
		]),
	};
}

function run(out: string, ...more: string[]) {
	const seeded = ["--seed", "9", "--no-history", "--json", "--out", out];
	const { code, stdout } = assay([...words, ...seeded, ...more], cwd);
	return { code, document: JSON.parse(stdout) as Document };
}

function merge(...parts: string[]) {
	const given = parts.map((part) => join(part, readdirSync(join(cwd, part))[0] ?? ""));
	return assay(["merge", ...given, "--json", "--out", "merged"], cwd);
}

test("shards of a seed, joined, are the unsharded run; without one of them, incomplete", () => {
	const unsharded = run("whole");
	expect([unsharded.code, unsharded.document.verdict]).toEqual([1, "fail"]);
	for (const index of [1, 2]) run(`part-${index}`, "--shard", `${index}/2`);
	const merged = merge("part-1", "part-2");
	expect(merged.code).toBe(1);
	expect(concluded(JSON.parse(merged.stdout))).toEqual(concluded(unsharded.document));

	const passing = ["part-1", "part-2"].find((part) => {
		const [name = ""] = readdirSync(join(cwd, part));
		return (
			JSON.parse(readFileSync(join(cwd, part, name, "record.json"), "utf8")).verdict === "pass"
		);
	});
	if (passing === undefined) throw new Error("both parts hold a failing check");
	const alone = merge(passing);
	expect([alone.code, JSON.parse(alone.stdout).verdict]).toEqual([3, "inconclusive"]);
	expect(alone.stderr).toMatch(/incomplete: shard [12]\/2 is missing/);

	const [name = ""] = readdirSync(join(cwd, passing));
	const path = join(cwd, passing, name, "record.json");
	writeFileSync(
		path,
		readFileSync(path, "utf8").replace('"verdict": "pass"', '"verdict":  "fail"'),
	);
	const tampered = merge("part-1", "part-2");
	expect([tampered.code, tampered.stdout.length > 0]).toEqual([2, true]);
	expect(tampered.stderr).toContain("it is not of its digest");
});
