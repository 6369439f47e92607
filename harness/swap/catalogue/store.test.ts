import { afterEach, beforeEach, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { elfBytes, ReleaseShop } from "./fixtures/releases.ts";
import type { PluginSpec } from "./plugin-spec.ts";
import { SnapshotStore } from "./store.ts";

let shop: ReleaseShop;
let store: SnapshotStore;
beforeEach(() => {
	shop = new ReleaseShop();
	store = new SnapshotStore(shop.path("catalogue"));
});
afterEach(() => shop.remove());

function publishTwo() {
	const [one, two] = [shop.build("a.disk", "1.0.0"), shop.build("a.disk", "1.1.0")];
	const cache = shop.build("a.cache", "1.0.0", "arm64");
	const first = store.publish([one, cache], 1000);
	const second = store.publish([one, two, cache], 2000);
	return { first, second, one, two, cache };
}

test("a snapshot has the files under their names, once on disk however often published", () => {
	const { first, second, one } = publishTwo();
	expect(store.current()).toEqual(second);
	expect(second.plugins.map(({ path }) => path)).toEqual([
		"a.cache.1.0.0.arm64.so",
		"a.disk.1.1.0.amd64.so",
		"a.disk.1.0.0.amd64.so",
	]);
	const paths = [first, second].map((each) => {
		const spec = each.plugins.find(({ digest }) => digest === one.digest) as PluginSpec;
		return store.pathOf(each, spec);
	});
	const object = join(store.directory, "objects", one.digest);
	const inodes = [...paths, object].map((path) => statSync(path).ino);
	expect(new Set(inodes).size).toBe(1);
	expect(statSync(object).nlink).toBe(3);
	expect(readFileSync(join(store.directory, "current", "a.disk.1.0.0.amd64.so"))).toEqual(
		readFileSync(one.path),
	);
	expect(readdirSync(store.directory).sort()).toEqual(
		["current", "objects", "snapshots", "writers"].sort(),
	);
	expect(readdirSync(join(store.directory, "writers"))).toEqual([]);
});

test("roll-back by id, or by the first digits of it; nothing is lost by it", () => {
	const { first, second } = publishTwo();
	expect(store.rollBack(first.id)).toEqual(first);
	expect(store.current()).toEqual(first);
	expect(store.rollBack(second.id.slice(0, 8))).toEqual(second);
	expect(store.history().map(({ id }) => id)).toEqual([second.id, first.id]);
	store.rollBack(first.id);
	const third = store.publish([shop.build("a.disk", "3.0.0")], 3000);
	expect(store.history()).toEqual([third, first]);
	for (const id of ["", "zz", first.id.slice(0, 7), "0".repeat(64), "../../x"]) {
		expect(() => store.rollBack(id)).toThrow(`no one snapshot is ${id} (known: `);
	}
	expect(store.current()).toEqual(third);
});

test("the same contents after the same parent are the same snapshot", () => {
	const { second } = publishTwo();
	const other = new SnapshotStore(shop.path("other"));
	const [one, two] = [shop.build("a.disk", "1.0.0"), shop.build("a.disk", "1.1.0")];
	const cache = shop.build("a.cache", "1.0.0", "arm64");
	other.publish([cache, one], 1000);
	expect(other.publish([two, cache, one], 2000).id).toBe(second.id);
});

test("whatever is wrong with a release, it is refused and current stays", () => {
	const { second, one } = publishTwo();
	const publish =
		(...plugins: PluginSpec[]) =>
		() =>
			store.publish(plugins, 3000);
	const foreign = shop.build("a.foreign", "1.0.0", "arm64");
	for (const [act, text] of [
		[publish(one, one), "a.disk.1.0.0 (amd64) is listed twice"],
		[publish({ ...one, path: shop.path("gone.so") }), "cannot be read (ENOENT)"],
		[publish({ ...one, digest: "0".repeat(64) }), "expected sha256 0000"],
		[publish({ ...foreign, arch: "amd64" }), "is a build for arm64"],
		[publish({ ...one, dependencies: ["a.none@*"] }), "a.disk.1.0.0 needs a.none@*"],
		[
			publish(
				{ ...one, dependencies: ["a.two@*"] },
				shop.build("a.two", "1.0.0", "amd64", ["a.disk@*"]),
			),
			"a.disk.1.0.0 -> a.two.1.0.0 -> a.disk.1.0.0",
		],
		[
			publish({ ...one, dependencies: ["a.foreign@*"] }, foreign),
			"a.foreign * has no build for amd64",
		],
	] as const) {
		expect(act).toThrow(text);
		expect(store.current()).toEqual(second);
		store.verify(second);
	}
	// And what the attempts left beside it goes with the next change.
	store.publish([one], 4000);
	expect(existsSync(join(store.directory, "staging"))).toBe(false);
});

test("a file or manifest that changed is found, and not rolled back to", () => {
	const { first, second, one } = publishTwo();
	const object = join(store.directory, "objects", one.digest);
	chmodSync(object, 0o644);
	writeFileSync(object, elfBytes("amd64", "changed"));
	expect(() => store.verify(first)).toThrow("a.disk.1.0.0.amd64.so has sha256");
	expect(() => store.rollBack(first.id)).toThrow("is broken");
	expect(store.current()).toEqual(second);
	const manifest = join(store.directory, "snapshots", first.id, "manifest.json");
	chmodSync(manifest, 0o644);
	writeFileSync(manifest, readFileSync(manifest, "utf8").replace("1000", "1001"));
	expect(() => store.history()).toThrow("its manifest has sha256");
	rmSync(manifest);
	expect(() => store.snapshot(first.id)).toThrow("manifest.json cannot be read (ENOENT)");
	// A file released again mends the object for new snapshots.
	store.verify(store.publish([one], 5000));
});

test("one writer at a time; a dead one's mark does not count", () => {
	const { first, second } = publishTwo();
	const writers = join(store.directory, "writers");
	mkdirSync(writers, { recursive: true });
	const stat = readFileSync("/proc/1/stat", "utf8");
	const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
	writeFileSync(join(writers, `1.${started}.x`), "");
	expect(() => store.rollBack(first.id)).toThrow("process 1 is changing the catalogue");
	expect(store.current()).toEqual(second);
	rmSync(join(writers, `1.${started}.x`));
	writeFileSync(join(writers, `1.${Number(started) + 1}.x`), "");
	writeFileSync(join(writers, "4194305.77.x"), "");
	store.rollBack(first.id);
	expect(readdirSync(writers)).toEqual([]);
});

test("an empty catalogue has no current snapshot, and nothing to roll back to", () => {
	expect(store.current()).toBeUndefined();
	expect(store.history()).toEqual([]);
	expect(() => store.rollBack("0".repeat(64))).toThrow("(known: none)");
	const first = store.publish([], 1);
	expect(first.parent).toBeUndefined();
	expect(readlinkSync(join(store.directory, "current"))).toBe(`snapshots/${first.id}`);
});
