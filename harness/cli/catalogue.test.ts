/** `assay engines --catalogue`, as a user drives it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assay, makeDirectory, repository } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

const place = makeDirectory("catalogue");
const memory = join(repository, "build", "engines", "memory.so");
const nvme = join(repository, "build", "engines", "nvme.so");
afterAll(() => rmSync(place, { recursive: true, force: true }));

interface Listing {
	state?: string;
	snapshots: { id: string; builds: number }[];
	plugins: { id: string; path: string; digest: string; forThisHost: boolean }[];
}

const run = (...words: string[]) => assay(["engines", "--catalogue", "releases", ...words], place);

function list(...words: string[]): Listing {
	const { code, stdout, stderr } = run("--json", ...words);
	expect([code, stderr]).toEqual([0, expect.any(String)]);
	return JSON.parse(stdout) as Listing;
}

function refused(words: readonly string[], code: number): string {
	const ending = run(...words);
	expect({ words, code: ending.code, stdout: ending.stdout }).toEqual({ words, code, stdout: "" });
	return ending.stderr;
}

/** A list of specs with this change, for a build that is the memory engine's. */
function writeList(name: string, change: object): string {
	const [{ digest = "", id = "" } = {}] = list().plugins;
	const arch = process.arch === "x64" ? "amd64" : "arm64";
	const version = id.split(".").slice(2).join(".");
	const spec = { name: "other.memory", version, arch, path: "engine.so", digest };
	writeFileSync(join(place, name), JSON.stringify([{ ...spec, ...change }]));
	return name;
}

beforeAll(() => {
	copyFileSync(memory, join(place, "engine.so"));
	expect(refused([], 2)).toContain("releases is no catalogue; --publish");
	expect(existsSync(join(place, "releases"))).toBe(false);
	expect(list("--publish", "engine.so").plugins).toHaveLength(1);
});

test("published builds are listed, whole, and are engines by their path", () => {
	const listing = list("--publish", nvme);
	expect(listing.plugins.map(({ id }) => id.replace(/\.[\d.]+$/, ""))).toHaveLength(2);
	expect(listing.snapshots.map(({ builds }) => builds)).toEqual([2, 1]);
	for (const { path, forThisHost } of listing.plugins) {
		expect([existsSync(path), forThisHost]).toEqual([true, true]);
		expect(assay(["inspect", path], place).code).toBe(0);
	}
	const { stdout } = run();
	expect(stdout).toContain("for this host");
	expect(stdout).toContain("2 builds (current)");
	// What is there already makes no new snapshot.
	expect(list("--publish", nvme).snapshots).toEqual(listing.snapshots);
});

test("rolled back and forward by id", () => {
	const [newest, oldest] = list("--publish", nvme).snapshots.map(({ id }) => id);
	if (newest === undefined || oldest === undefined) throw new Error("two snapshots expected");
	expect(list("--roll-back", oldest.slice(0, 12)).plugins).toHaveLength(1);
	expect(list("--roll-back", newest).plugins).toHaveLength(2);
	expect(refused(["--roll-back", "00000000"], 2)).toContain("no one snapshot is 00000000");
});

test("a catalogue follows another one, and counts alone while that is away", () => {
	const follow = (remote: string) =>
		assay(["engines", "--catalogue", "mirror", "--follow", remote, "--json"], place);
	expect(JSON.parse(follow("releases").stdout)).toMatchObject({ state: "synced" });
	const away = follow("nowhere");
	expect([away.code, JSON.parse(away.stdout).state]).toEqual([3, "pending"]);
	expect(JSON.parse(away.stdout).plugins).toHaveLength(list().plugins.length);
	expect(away.stderr).toContain("cannot be read (ENOENT)");
});

test("what is no release is refused with its reason, and nothing changes", () => {
	const before = list();
	for (const [words, code, text] of [
		[["--publish", "engine.so", "--roll-back", "x"], 2, "one at a time"],
		[["--publish", "gone.so"], 2, "does not exist"],
		[["--publish", "gone.json"], 2, "is no list of plugin specs (ENOENT)"],
		[["--publish", writeList("digest.json", { digest: "0".repeat(64) })], 5, "expected sha256 0"],
		[["--publish", writeList("path.json", { path: "gone.so" })], 2, "cannot be read (ENOENT)"],
		[["--publish", writeList("arch.json", { arch: "sparc" })], 2, "must be amd64 or arm64"],
		[["--publish", writeList("vendor.json", { name: "memory" })], 2, "write vendor.memory"],
		[["--publish", writeList("version.json", { version: "9.9.9" })], 2, "it is version 1.0.0"],
		[["--publish", writeList("needs.json", { dependencies: ["a.b@^1"] })], 2, "needs a.b@^1"],
		[["--publish", writeList("self.json", { dependencies: ["other.memory@*"] })], 2, "itself"],
	] as const) {
		expect(refused(words, code)).toContain(text);
	}
	const other = process.arch === "x64" ? "arm64" : "amd64";
	const foreign = ["--publish", writeList("foreign.json", { arch: other })];
	expect(refused(foreign, 2)).toContain("is a build for");
	expect(list()).toEqual(before);
	expect(assay(["engines", "--roll-back", "x"], place).stderr).toContain("--catalogue");
	expect(assay(["engines", "--catalog", "x"], place).stderr).toContain("did you mean --catalogue?");
});

test("a release that changed on disk is the supply chain's failure", () => {
	const path = list().plugins[0]?.path ?? "";
	const image = readFileSync(path);
	chmodSync(path, 0o644);
	writeFileSync(path, image.fill(0, 4096, 4100));
	expect(refused([], 5)).toContain("is broken");
});
