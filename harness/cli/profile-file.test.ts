/** A profile of one's own, from its file to the exit code, and again from the record alone. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assay, filesBelow, makeDirectory } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

const directory = makeDirectory("profile-file");
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function bench(assert: string) {
	const text = `extends = "quick"\n[[gate]]\nid = "rate"\nassert = "${assert}"\n`;
	writeFileSync(join(directory, "my.toml"), text);
	const words = ["bench", "memory", "--profile", "my.toml", "--only", "randread-4k-qd1"];
	return assay([...words, "--duration", "50ms", "--seed", "1", "--json"], directory);
}

function ratesOf(stdout: string) {
	const { gates } = JSON.parse(stdout) as { gates: { id: string; result: string }[] };
	return gates.filter(({ id }) => id === "rate").map(({ result }) => result);
}

test("its gates decide, and recheck comes to the same without the file", () => {
	const good = bench("randread-4k-qd1.iops > 1");
	expect(ratesOf(good.stdout)).toEqual(["pass"]);
	const bad = bench("randread-4k-qd1.latencyNs.p50 > 20s");
	expect(bad.code).toBe(1);
	expect(ratesOf(bad.stdout)).toEqual(["fail"]);
	rmSync(join(directory, "my.toml"));
	const record = filesBelow(directory).find(
		(path) => path.endsWith("record.json") && ratesFile(path) === "fail",
	);
	const again = assay(["recheck", record ?? "none", "--json"], directory);
	expect(again.code).toBe(1);
	expect(JSON.parse(again.stdout)).toEqual(JSON.parse(bad.stdout));
});

function ratesFile(path: string): string | undefined {
	const child = Bun.spawnSync(["cat", join(directory, path)]);
	return ratesOf(child.stdout.toString())[0];
}

test.each([
	["[[gate\n", "--profile my.toml cannot be used: line 1, column 7"],
	['extends = "quik"\n', "line 1, column 1: extends"],
])("%j is refused before anything runs", (text, reason) => {
	const path = join(directory, "my.toml");
	writeFileSync(path, text);
	const { code, stderr } = assay(["certify", "memory", "--profile", "my.toml"], directory);
	expect(code).toBe(2);
	expect(stderr).toContain(reason);
});

test("a file that is not there is refused with its name", () => {
	const { code, stderr } = assay(["certify", "--profile", "./none.toml"], directory);
	expect(code).toBe(2);
	expect(stderr).toContain("--profile ./none.toml does not exist");
});
