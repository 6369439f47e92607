import { describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { exceptions } from "./tidy-exceptions.ts";
import { problemsOf, repositoryFiles, unexplained } from "./tidy-repository.ts";
import { sourceFile } from "./tidy-source.ts";

/** Rules broken by one file with this text; dead-file apart, which needs the whole repository. */
function broken(path: string, text: string): string[] {
	const rules = problemsOf([sourceFile(path, text)]).map((problem) => problem.rule);
	return [...new Set(rules.filter((rule) => rule !== "dead-file"))];
}

const lines = (count: number, text = "let x = 1;\n") => text.repeat(count);

test("this repository is tidy", () => {
	const files = repositoryFiles(resolve(import.meta.dir, ".."));
	expect(files.length).toBeGreaterThan(100);
	expect(unexplained(problemsOf(files))).toEqual([]);
});

test("every exception has a reason", () => {
	expect(exceptions.filter((each) => each.reason.length < 20)).toEqual([]);
});

test("an exception without a problem, and a problem without an exception, are told", () => {
	const [first] = exceptions;
	const problem = { path: "a.ts", line: 3, rule: "exit", message: "no" };
	expect(unexplained([problem])).toContain("a.ts:3 [exit] no");
	expect(unexplained([problem]).join("\n")).toContain(`${first?.path} [${first?.rule}] has no`);
	const known = exceptions.map((each) => ({ ...each, line: 1, message: "known" }));
	expect(unexplained(known)).toEqual([]);
});

describe("each rule fails on a planted sample", () => {
	test("file-length", () => {
		expect(broken("ci/a.ts", lines(201))).toEqual(["file-length"]);
		expect(broken("ci/a.ts", lines(200))).toEqual([]);
		expect(broken("engines/a.c", lines(201, "int x;\n"))).toEqual(["file-length"]);
		expect(broken("README.md", lines(201))).toEqual([]);
	});

	test("line-length, but for a message that would have to be cut", () => {
		const name = "a".repeat(101);
		expect(broken("ci/a.ts", `\t${name};`)).toEqual(["line-length"]);
		expect(broken("ci/a.ts", `// ${name}`)).toEqual(["line-length"]);
		expect(broken("ci/a.ts", `throw new Error("${name}");`)).toEqual([]);
	});

	test.each([
		["a function", "function f() {"],
		["an arrow", "const f = async (x: number) => {"],
		["a method with an object type", "class A {\n\tf(a: { b: 1 }): { c: 2 } {"],
		["a method with a generic type", "class A {\n\tf(): Promise<Map<string, number>> {"],
		["a test", 'test("x", () => {'],
	])("function-length: %s", (_what, head) => {
		const body = (count: number) =>
			`${head}\n${lines(count)}}\n${head.includes("class") ? "}" : ""}`;
		expect(broken("ci/a.ts", body(69))).toEqual(["function-length"]);
		expect(broken("ci/a.ts", body(68))).toEqual([]);
	});

	test("function-length in C", () => {
		const body = (count: number) => `int f(void) {\n${lines(count, "x++;\n")}}\n`;
		expect(broken("engines/a.c", body(69))).toEqual(["function-length"]);
		expect(broken("engines/a.c", body(68))).toEqual([]);
	});

	test.each([
		"if (a) {",
		"for (const x of y) {",
		"interface A {",
		"class A {",
		"const a = {",
		'describe("all of it", () => {',
	])("function-length leaves %s", (head) => {
		expect(broken("ci/a.ts", `${head}\n${lines(100)}}\n`)).toEqual([]);
	});

	test.each([
		["harness/load/a.ts", "bun:ffi"],
		["results/report/a.ts", "../../harness/contract/index.ts"],
		["results/store/a.ts", "../report/index.ts"],
		["results/schema/a.ts", "../report/index.ts"],
		["harness/contract/a.ts", "../ffi/index.ts"],
		["harness/gate/a.ts", "../ffi/index.ts"],
		["harness/gate/a.ts", "../../results/store/index.ts"],
		["harness/run/a.ts", "../../suites/index.ts"],
		["harness/run/a.ts", "../../results/store/index.ts"],
		["suites/swap/a.ts", "../../harness/host/index.ts"],
		["suites/swap/a.ts", "../conformance/index.ts"],
		["engines/build-a.ts", "../harness/ffi/index.ts"],
		["ci/a.ts", "../suites/index.ts"],
		["ci/bench/a.ts", "../../results/store/index.ts"],
		["harness/cli/a.ts", "../../../elsewhere/a.ts"],
	])("imports: %s must not import %s", (path, to) => {
		expect(broken(path, `import { x } from "${to}";\n`)).toEqual(["imports"]);
		expect(broken(path, `type X = import("${to}").X;\n`)).toEqual(["imports"]);
		expect(broken(path, `export * from "${to}";\n`)).toEqual(["imports"]);
		expect(broken(path, `const planted = 'import { x } from "${to}"';\n`)).toEqual([]);
		expect(broken(path, `// import { x } from "${to}";\n`)).toEqual([]);
	});

	test.each([
		["harness/ffi/a.ts", "bun:ffi"],
		["harness/host/a.ts", "../ffi/index.ts"],
		["harness/run/a.ts", "../host/index.ts"],
		["harness/cli/a.ts", "../../suites/index.ts"],
		["harness/cli/a.ts", "../../results/store/index.ts"],
		["results/report/a.ts", "../compare/index.ts"],
		["suites/swap/a.ts", "../model/stamp.ts"],
		["suites/swap/a.ts", "fast-check"],
	])("imports: %s may import %s", (path, to) => {
		expect(broken(path, `import { x } from "${to}";\n`)).toEqual([]);
	});

	test("exit", () => {
		expect(broken("harness/run/a.ts", "process.exit(1);")).toEqual(["exit"]);
		expect(broken("harness/cli/main.ts", "process.exit(1);")).toEqual([]);
		expect(broken("harness/run/a.ts", '// process.exit(1)\n"process.exit(1)";')).toEqual([]);
	});

	test("unfinished", () => {
		for (const word of ["TO" + "DO", "FIX" + "ME", "a st" + "ub", "not imple" + "mented"]) {
			expect(broken("harness/run/a.ts", `// ${word}: later`)).toEqual(["unfinished"]);
			expect(broken("README.md", word)).toEqual(["unfinished"]);
		}
		expect(broken("harness/run/a.ts", "// stubborn")).toEqual([]);
	});

	test("machine-path and registry-host", () => {
		expect(broken("HACKING.md", `see /ho${"me"}/someone/x`)).toEqual(["machine-path"]);
		expect(broken("ci/a.ts", `// https://regis${"try"}.example.org/x`)).toEqual(["registry-host"]);
		expect(broken("ci/a.ts", `// a/ho${"me"}/b, ./wo${"rk"}/x`)).toEqual([]);
	});

	test("focused-test", () => {
		expect(broken("ci/a.test.ts", `test.${"only"}("x", () => {});`)).toEqual(["focused-test"]);
	});

	test("lockfile", () => {
		const text = `{\n"resolved": "x"}`;
		expect(broken("package-lock.json", text)).toEqual(["lockfile"]);
	});

	test("dead-file: only its own test imports it", () => {
		const files = [
			sourceFile("ci/used.ts", ""),
			sourceFile("ci/dead.ts", ""),
			sourceFile("ci/worker.ts", ""),
			sourceFile("ci/dead.test.ts", 'import "./dead.ts";'),
			sourceFile("ci/used.test.ts", 'import "./used.ts"; new Worker("./worker.ts");'),
			sourceFile("package.json", '{ "test": "bun ci/used.ts" }'),
		];
		expect(problemsOf(files).map((each) => `${each.rule} ${each.path}`)).toEqual([
			"dead-file ci/dead.ts",
		]);
	});
});
