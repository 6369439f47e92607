/**
 * Every bad input ends with one clear sentence on stderr, the right exit code, and nothing written.
 * Bad engines are made from a good one, by changing what is wrong with them.
 */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineBytes, goodEngine, patched, renamed } from "../preflight/fixtures/patched-engine.ts";
import { assay, filesBelow, makeDirectory } from "./fixtures/assay.ts";

setDefaultTimeout(60_000);

let directory: string;
beforeAll(() => {
	directory = makeDirectory("bad-input");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let count = 0;
/** A working directory of its own. */
function workplace(): string {
	const path = join(directory, `w${count++}`);
	mkdirSync(path);
	return path;
}

/** Runs, and holds the ending to what every refusal owes its reader. Returns the sentence. */
function refused(words: readonly string[], code: number, cwd = workplace()): string {
	const before = filesBelow(cwd);
	const ending = assay(words, cwd);
	expect({ code: ending.code, stderr: ending.stderr }).toMatchObject({ code });
	expect(ending.stderr).toMatch(/^assay: [^\n]+[.?]\n$/);
	expect(ending.stderr).not.toMatch(/[.!?] [A-Z]/);
	expect(ending.stderr).not.toMatch(/^\s+at /m);
	expect(ending.stdout).toBe("");
	expect(filesBelow(cwd)).toEqual(before);
	return ending.stderr;
}

describe("engines", () => {
	const file = (name: string, data: Uint8Array | string) => {
		const path = join(workplace(), name);
		writeFileSync(path, data);
		return path;
	};
	const cases: [string, () => string, string][] = [
		["a missing file", () => join(directory, "none.so"), "does not exist"],
		["a directory", () => directory, "is a directory"],
		["an empty file", () => file("empty.so", ""), "is empty"],
		["a text file", () => file("text.so", "int main(void);\n"), "is a text file"],
		["a truncated library", () => file("cut.so", engineBytes().subarray(0, 9000)), "truncated"],
		[
			"another architecture",
			() =>
				file(
					"arm.so",
					patched((view) => view.setUint16(18, 183, true)),
				),
			"AArch64",
		],
		[
			"a library without the note",
			() =>
				file(
					"other.so",
					patched((view, { note }) => view.setUint8(note + 12, 0x58)),
				),
			"note",
		],
		[
			"the legacy header",
			() =>
				file(
					"legacy.so",
					patched((view, { header }) => {
						view.setUint16(header + 4, 0x0102, true);
						view.setBigUint64(header + 6, 16n, true);
					}),
				),
			"legacy v1.2",
		],
		[
			"a future major version",
			() =>
				file(
					"future.so",
					patched((view, { header }) => view.setUint16(header + 4, 0x0200, true)),
				),
			"ABI 2.0",
		],
		[
			"a missing required symbol",
			() => file("half.so", renamed("bse_flush", "bse_hsulf")),
			"bse_flush",
		],
	];
	test.each(cases)("%s", (_, make, reason) => {
		const path = make();
		expect(refused(["inspect", path], 2)).toContain(reason);
		expect(refused(["certify", path], 2)).toContain(reason);
		expect(refused(["certify", path], 2)).toContain(path);
	});

	test("a FIFO is never waited for", () => {
		const path = join(workplace(), "fifo.so");
		Bun.spawnSync(["mkfifo", path]);
		expect(refused(["test", path], 2)).toContain("is a FIFO");
	});

	test("a built-in's name typed wrong, and one engine named twice", () => {
		expect(refused(["test", "nvme-urign"], 2)).toContain("built-in engine nvme-uring?");
		expect(refused(["test", "memory", goodEngine], 2)).toContain("same file");
	});

	test("a failing promise is found by inspect, with exit code 1 and no refusal", () => {
		const path = join(workplace(), "partial.so");
		writeFileSync(path, renamed("bse_read_batch", "bse_dear_batch"));
		const { code, stdout } = assay(["inspect", path], directory);
		expect(code).toBe(1);
		expect(stdout).toContain("bse_read_batch");
	});
});

describe("words", () => {
	const cases: [readonly string[], number, string][] = [
		[[], 2, "No command"],
		[["certfy"], 2, "did you mean certify?"],
		[["certfy", "--json=false"], 2, "did you mean certify?"],
		[["test", "--sed", "4"], 2, "did you mean --seed?"],
		[["test", "--only", "data.read-afer-write"], 2, "did you mean data.read-after-write?"],
		[["test", "--skip", "queue.nonsense.*"], 2, "matches no check"],
		[["test", "--only", "data.delete", "--skip", "data"], 3, "nothing run is no pass"],
		[["test", "--only", "randread-4k-qd1"], 3, "nothing run is no pass"],
		[["test", "--seed", "-5"], 2, "--seed"],
		[["test", "--seed", "1", "--seed", "2"], 2, "given twice"],
		[["test", "--target"], 2, "needs a value"],
		[["test", "--profile", "quik"], 2, "did you mean quick?"],
		[["bench", "--duration", "soon"], 2, "--duration soon"],
		[["test", "memory", "--engine-config", "{queue_depth:1}"], 2, "not valid JSON"],
		[["test", "memory", "--engine-config", '{"queue_dept":1}'], 2, "queue_depth"],
		[["test", "memory", "--engine-config", "/nonexistent.json"], 2, "does not exist"],
		[["test", "memory", "--engine-config", '{"block_size":256}'], 2, "block_size"],
		[["certify", "--baseline", "memory"], 2, "needs a candidate"],
		[["swap", "memory"], 3, "can be swapped"],
		[["replay", "/nonexistent.json"], 2, "does not exist"],
		[["recheck", "/nonexistent.json"], 2, "does not exist"],
		[["new", ".", "--lang", "c"], 2, "there already"],
		[["new", "x", "--lang", "cobol"], 2, "--lang cobol"],
	];
	test.each(cases)("%j", (words, code, reason) => {
		expect(refused(words, code)).toContain(reason);
	});

	test("with --json a refusal is one JSON document, too", () => {
		const { code, stdout, stderr } = assay(["test", "--sed", "4", "--json"], directory);
		expect(code).toBe(2);
		expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, verdict: "error", exitCode: 2 });
		expect(stderr).toContain("--seed");
	});
});

describe("replay and recheck", () => {
	const content = (digest: string) => ({
		schemaVersion: 1,
		kind: "check",
		check: "data.delete",
		engine: { name: "memory", path: goodEngine, digest },
		engineConfig: {},
		seed: 1,
		propertyRuns: 5,
		budgetMs: 200,
		message: "it failed",
	});

	test("a case of another build, version or length is refused", () => {
		const cwd = workplace();
		const write = (value: unknown) => {
			writeFileSync(
				join(cwd, "case.json"),
				typeof value === "string" ? value : JSON.stringify(value),
			);
		};
		write(content("00".repeat(32)));
		expect(refused(["replay", "case.json"], 2, cwd)).toContain("recorded with 000000000000");
		write({ ...content("00".repeat(32)), schemaVersion: 9 });
		expect(refused(["replay", "case.json"], 2, cwd)).toContain("schemaVersion 9");
		write(JSON.stringify(content("00".repeat(32))).slice(0, 80));
		expect(refused(["replay", "case.json"], 2, cwd)).toContain("cut off");
		write({ ...content("00".repeat(32)), check: "data.delet" });
		expect(refused(["replay", "case.json"], 2, cwd)).toContain("did you mean data.delete?");
	});
});

describe("targets", () => {
	const testOn = (target: string, ...words: string[]) => [
		"test",
		"nvme",
		"--only",
		"data.delete",
		"--target",
		target,
		...words,
	];

	test("one that is missing, of a wrong kind or too small", () => {
		const cwd = workplace();
		expect(refused(testOn(join(cwd, "none")), 2, cwd)).toContain("does not exist");
		expect(refused(testOn("/dev/null"), 2)).toContain("character device");
		writeFileSync(join(cwd, "small"), "x");
		const small = testOn("small", "--yes-destroy", "small");
		expect(refused(small, 2, cwd)).toContain("at least");
	});

	test("a file that Assay did not make stays as it is", () => {
		const cwd = workplace();
		writeFileSync(join(cwd, "precious"), "precious");
		expect(refused(testOn("precious"), 2, cwd)).toContain("--yes-destroy precious");
		expect(refused(testOn("precious", "--yes-destroy", "other"), 2, cwd)).toContain("not make");
		expect(readFileSync(join(cwd, "precious"), "utf8")).toBe("precious");
	});

	test("an empty file is used and empty again", () => {
		const cwd = workplace();
		writeFileSync(join(cwd, "empty"), "");
		const ending = assay(testOn("empty"), cwd);
		expect({ code: ending.code, stderr: ending.stderr }).toMatchObject({ code: 0 });
		expect(statSync(join(cwd, "empty")).size).toBe(0);
		expect(filesBelow(cwd).filter((file) => !file.startsWith("assay-results"))).toEqual(["empty"]);
	});

	const shm = statfsType("/dev/shm") === 0x01021994;
	test.skipIf(!shm)("memory is no place for an engine that stores with O_DIRECT", () => {
		expect(refused(testOn("/dev/shm"), 2)).toContain("O_DIRECT");
	});

	test("--out that cannot be made", () => {
		const cwd = workplace();
		writeFileSync(join(cwd, "file"), "");
		const words = ["test", "memory", "--only", "data.delete", "--out"];
		expect(refused([...words, "file"], 2, cwd)).toContain("is a file");
		expect(refused([...words, "file/below"], 2, cwd)).toContain("through a file");
		expect(refused([...words, "/proc/nothing"], 2, cwd)).toContain("--out /proc/nothing");
	});
});

const isRoot = process.getuid?.() === 0;
/** Another user, for what root may do anyway; undefined where that cannot be arranged. */
const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
const canBeNobody =
	isRoot &&
	Bun.which("setpriv") !== null &&
	Bun.spawnSync([...nobody, "test", "-r", goodEngine]).exitCode === 0;

describe("permissions", () => {
	test.skipIf(!canBeNobody)("a target that may not be read and written", () => {
		const cwd = workplace();
		mkdirSync(join(cwd, "secret"), { mode: 0o700 });
		const { code, stderr } = assay(
			["test", "memory", "--target", join(cwd, "secret"), "--out", join(tmpdir(), "assay-nobody")],
			"/",
			nobody,
		);
		rmSync(join(tmpdir(), "assay-nobody"), { recursive: true, force: true });
		expect(stderr).toContain("permission denied");
		expect(code).toBe(2);
		const engine = join(cwd, "secret", "engine.so");
		copyFileSync(goodEngine, engine);
		expect(assay(["inspect", engine], "/", nobody).stderr).toContain("permission denied");
	});
});

function statfsType(path: string): number {
	try {
		return require("node:fs").statfsSync(path).type;
	} catch {
		return 0;
	}
}
