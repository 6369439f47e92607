import { expect, test } from "bun:test";
import { join } from "node:path";

const bench = join(import.meta.dir, "store.bench.ts");

function run(...words: string[]) {
	const child = Bun.spawnSync([process.execPath, bench, ...words], { stderr: "pipe" });
	return { code: child.exitCode, out: child.stdout.toString(), err: child.stderr.toString() };
}

test("a small one measures all that a whole one does; whether it is fast is not asked here", () => {
	const { code, out } = run("--measurements", "700", "--runs", "1", "--store", "sqlite");
	expect([0, 1]).toContain(code);
	expect(out).toContain("SQLite: 960 measurements");
	expect(out).toContain("a series of 3 points");
	expect(out.match(/^(met {3}|MISSED) SQLite: .* under \d+ ms$/gm)?.length).toBe(2);
});

test("a count that is none and a store that it doesn't know are refused", () => {
	const counted = run("--measurements", "many");
	expect(counted).toMatchObject({ code: 2, out: "" });
	expect(counted.err).toContain("--measurements must be a whole number");
	expect(run("--store", "mysql").err).toContain("mysql");
});
