import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { someOf, UsageError, wholeNumber } from "./command.ts";

const root = join(import.meta.dir, "..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
	readonly scripts: Readonly<Record<string, string>>;
};
const benchmarks = Object.entries(scripts)
	.filter(([name]) => name.startsWith("bench:"))
	.map(([name, line]) => [name, line.split(" ").at(-1) ?? ""] as const);

function start(file: string, ...words: string[]) {
	const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, file, ...words], {
		cwd: root,
	});
	return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

test("there are benchmarks", () => {
	expect(benchmarks.length).toBeGreaterThanOrEqual(7);
});

describe.each(benchmarks)("%s", (name, file) => {
	test("tells its options, and measures nothing then", () => {
		const { exitCode, stdout, stderr } = start(file, "--help");
		expect(stdout).toStartWith(`npm run ${name} [-- options]: `);
		expect(stdout).toMatch(/^ {2}--[a-z]+ [A-Z,]+ +\S/m);
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	});

	test("refuses an option that it has not", () => {
		const { exitCode, stdout, stderr } = start(file, "--nonsense");
		expect(stderr).toContain("--nonsense");
		expect(stderr).toContain(`npm run ${name} -- --help`);
		expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
	});
});

test.each(["0", "-1", "1.5", "1e3", "", " 2", "9007199254740993"])(
	"%p is no whole number from 1",
	(text) => {
		expect(() => wholeNumber("rounds", text, 1)).toThrow(UsageError);
		expect(() => wholeNumber("rounds", text, 1)).toThrow(`--rounds must be a whole number from 1`);
	},
);

test("a name that is unknown among those of a list is refused with the known ones", () => {
	expect(someOf("sections", "b,a", ["a", "b"])).toEqual(["b", "a"]);
	expect(() => someOf("sections", "a,c", ["a", "b"])).toThrow('takes some of a,b, not "c"');
	expect(() => someOf("sections", "", ["a", "b"])).toThrow(UsageError);
});
