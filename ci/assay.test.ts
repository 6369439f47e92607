/** The launcher in a repository of its own, with an npm and a bun that do as they are told. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
	appendFileSync,
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const real = resolve(import.meta.dir, "..");
let root: string;
let tools: string;
let log: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "assay-launcher-"));
	tools = join(root, "tools");
	log = join(root, "log");
	mkdirSync(join(root, "ci"));
	mkdirSync(tools);
	copyFileSync(join(real, "ci", "assay"), join(root, "ci", "assay"));
	copyFileSync(join(real, "package.json"), join(root, "package.json"));
	writeFileSync(join(root, "package-lock.json"), "{}");
	for (const name of [
		"sh",
		"sed",
		"head",
		"cat",
		"cksum",
		"dirname",
		"basename",
		"readlink",
		"mkdir",
		"cp",
		"chmod",
		"flock",
	]) {
		const path = Bun.which(name);
		if (path !== null) symlinkSync(path, join(tools, name));
	}
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const version = JSON.parse(readFileSync(join(real, "package.json"), "utf8")).dependencies.bun;

function script(path: string, body: string): void {
	writeFileSync(path, `#!/bin/sh\n${body}\n`);
	chmodSync(path, 0o755);
}

/** A bun that tells its version, and writes down everything else that it is asked. */
function fakeBun(path: string, itsVersion = version): void {
	script(
		path,
		`[ "$1" = --version ] && { echo ${itsVersion}; exit 0; }\necho "bun $*" >>'${log}'\n[ "$1" = fail.ts ] && exit 7\nexit 0`,
	);
}

/** An npm whose `ci` puts a bun where the real one does. */
function fakeNpm(): void {
	fakeBun(join(root, "bun-of-npm"));
	script(
		join(tools, "npm"),
		`echo "npm $*" >>'${log}'; echo chatter
mkdir -p '${root}/node_modules/.bin' && cp '${root}/bun-of-npm' '${root}/node_modules/.bin/bun'`,
	);
}

function launch(words: readonly string[], launcher = join(root, "ci", "assay"), cwd = root) {
	const child = Bun.spawnSync([join(tools, "sh"), launcher, ...words], {
		cwd,
		env: { PATH: tools },
	});
	return {
		code: child.exitCode,
		stdout: child.stdout.toString(),
		stderr: child.stderr.toString(),
	};
}

const calls = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);
const main = () => join(root, "harness", "cli", "main.ts");

describe("--prepare", () => {
	test("installs once, builds, and says all that on stderr", () => {
		fakeNpm();
		const first = launch(["--prepare", "certify", "a b", "--json"]);
		expect(first).toMatchObject({ code: 0, stdout: "" });
		expect(first.stderr).toContain("chatter");
		expect(calls()[0]).toStartWith("npm ci");
		expect(calls()[1]).toBe("bun ci/prepare.ts");
		expect(calls()[2]).toEndWith(`${main()} certify a b --json`);
		expect(launch(["--prepare", "doctor"])).toEqual({ code: 0, stdout: "", stderr: "" });
		expect(calls().filter((call) => call.startsWith("npm"))).toHaveLength(1);
	});

	test("installs again when the lockfile changed", () => {
		fakeNpm();
		launch(["--prepare", "doctor"]);
		appendFileSync(join(root, "package-lock.json"), "\n");
		launch(["--prepare", "doctor"]);
		expect(calls().filter((call) => call.startsWith("npm"))).toHaveLength(2);
	});

	test("who has the tools keeps them when the lockfile changed; who hasn't is spared them", () => {
		fakeNpm();
		const installs = () => calls().filter((call) => call.startsWith("npm"));
		launch(["--prepare", "doctor"]);
		expect(installs().at(-1)).toEndWith("--omit=dev");
		launch(["--prepare", "--script", "engines/build.ts"]);
		expect(installs().at(-1)).not.toContain("--omit");
		appendFileSync(join(root, "package-lock.json"), "\n");
		launch(["--prepare", "doctor"]);
		expect(installs()).toHaveLength(3);
		expect(installs().at(-1)).not.toContain("--omit");
	});

	test("takes what npm ci installed without us, if it is of this lockfile", () => {
		fakeNpm();
		mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
		fakeBun(join(root, "node_modules", ".bin", "bun"));
		Bun.sleepSync(20);
		writeFileSync(join(root, "node_modules", ".package-lock.json"), "{}");
		launch(["--prepare", "doctor"]);
		expect(calls().filter((call) => call.startsWith("npm"))).toHaveLength(0);
	});

	test("uses the bun of PATH where there is no npm, if it is of the version wanted", () => {
		fakeBun(join(tools, "bun"));
		mkdirSync(join(root, "node_modules"));
		expect(launch(["--prepare", "doctor"]).code).toBe(0);
		expect(calls()[0]).toBe("bun install --frozen-lockfile --production");
		expect(calls().at(-1)).toEndWith(`${main()} doctor`);
		fakeBun(join(tools, "bun"), "0.0.1");
		expect(launch(["--prepare", "doctor"])).toMatchObject({ code: 6, stdout: "" });
	});

	test("tests get everything built, tools nothing", () => {
		fakeNpm();
		launch(["--prepare", "--script", "ci/test.ts", "unit"]);
		expect(calls().slice(1)).toEqual(["bun ci/prepare.ts --everything", "bun ci/test.ts unit"]);
		launch(["--prepare", "--script", "engines/build.ts"]);
		expect(calls().slice(3)).toEqual(["bun engines/build.ts"]);
	});

	test("says in one sentence what is missing", () => {
		const { code, stderr } = launch(["--prepare", "doctor"]);
		expect(code).toBe(3);
		expect(stderr).toMatch(/^assay: neither npm nor bun [^\n]*apt-get install npm[^\n]*\.\n$/);
		script(join(tools, "npm"), "exit 1");
		expect(launch(["--prepare", "doctor"]).stderr).toContain("npm ci failed");
	});
});

describe("starting", () => {
	test("works through symbolic links, from any directory, and passes exit codes on", () => {
		mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
		fakeBun(join(root, "node_modules", ".bin", "bun"));
		const link = join(root, "tools", "assay");
		symlinkSync("../ci/assay", link);
		expect(launch(["inspect", "x.so"], link, tmpdir()).code).toBe(0);
		expect(calls()[0]).toEndWith(`${main()} inspect x.so`);
		expect(launch(["--script", "fail.ts"]).code).toBe(7);
	});

	test("passes by npm's stand-in, and finds the binary where npm left it", () => {
		const binary = join(root, "node_modules", "@oven", "bun-linux-x64", "bin");
		mkdirSync(binary, { recursive: true });
		mkdirSync(join(root, "node_modules", ".bin"));
		script(join(root, "node_modules", ".bin", "bun"), "echo not linked; exit 1");
		expect(launch(["doctor"])).toMatchObject({ code: 6 });
		fakeBun(join(binary, "bun"));
		expect(launch(["doctor"]).code).toBe(0);
	});

	test("an unknown tool is refused", () => {
		mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
		fakeBun(join(root, "node_modules", ".bin", "bun"));
		expect(launch(["--tool", "nonsense"])).toMatchObject({ code: 2, stdout: "" });
	});
});
