/** Targets that may not be written: one sentence, the right code, and they stay as they are. */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
	copyFileSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statfsSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goodEngine } from "../preflight/fixtures/patched-engine.ts";
import { assay, filesBelow } from "./fixtures/assay.ts";
import { Workplaces } from "./fixtures/refused.ts";

setDefaultTimeout(240_000);

const workplaces = new Workplaces("bad-target");
const workplace = () => workplaces.make();
const refused = (words: readonly string[], code: number, cwd?: string) =>
	workplaces.refused(words, code, cwd);
afterAll(() => rmSync(workplaces.root, { recursive: true, force: true }));

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
		expect(refused(testOn("precious", "--yes-destroy", "other"), 2, cwd)).toContain("must repeat");
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
		return statfsSync(path).type;
	} catch {
		return 0;
	}
}
