/** A catalogue and a plugin manager together: upgrade, and the way back by a snapshot's id. */
import { afterAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ManagerBench } from "../fixtures/manager-bench.ts";
import { PluginDrop } from "../fixtures/plugin-drop.ts";
import type { PluginManager } from "../manager.ts";
import { type Architecture, hostArchitecture } from "./architecture.ts";
import { registerRelease } from "./deploy.ts";
import { elfBytes } from "./fixtures/releases.ts";
import type { PluginSpec } from "./plugin-spec.ts";
import { SnapshotStore } from "./store.ts";

// Compilers take what a busy machine gives them.
setDefaultTimeout(240_000);

const drop = new PluginDrop();
const bench = new ManagerBench(drop.workshop);
const { write, read } = bench;
afterAll(() => bench.remove());

const host = hostArchitecture() as Architecture;
const foreign: Architecture = host === "amd64" ? "arm64" : "amd64";

function spec(version: string, change: Partial<PluginSpec> = {}): PluginSpec {
	const { path, digest } = drop.build(version);
	return { name: "acme.disk", version, arch: host, path, digest, dependencies: [], ...change };
}

let store: SnapshotStore;
let manager: PluginManager;
beforeEach(() => {
	drop.renew();
	store = new SnapshotStore(mkdtempSync(join(drop.workshop.directory, "catalogue-")));
	manager = bench.manager({ drainMs: 5000, quiesceMs: 5000 });
});

const register = (range = "*", name = "disk") =>
	registerRelease(store, { name, range }, manager, (path) => drop.inspect(path));

test("an upgrade, and back by the snapshot's id, with the data of both", () => {
	const first = store.publish([spec("1.0.0")], 1000);
	manager.enable(register());
	expect(write(1, 11)).toBe(0);
	store.publish([spec("1.0.0"), spec("2.0.0")], 2000);
	expect(manager.swap(register())).toMatchObject({ kind: "swapped", to: "acme.disk.2.0.0" });
	expect([read(1), write(2, 22)]).toEqual([11, 0]);
	store.rollBack(first.id);
	expect(manager.swap(register())).toMatchObject({ kind: "swapped", to: "acme.disk.1.0.0" });
	expect([read(1), read(2)]).toEqual([11, 22]);
	manager.shutDown();
});

test("what it depends on is registered before it, once", () => {
	const needy = spec("2.0.0", { dependencies: ["acme.disk-cache@^1"] });
	store.publish([needy, spec("1.1.0", { name: "acme.disk-cache" })], 1000);
	expect(register()).toBe("acme.disk.2.0.0");
	expect(manager.state("acme.disk-cache.1.1.0")).toBe("REGISTERED");
	expect(register()).toBe("acme.disk.2.0.0");
});

test("no build for this host, or none at all, is refused before anything is registered", () => {
	expect(() => register()).toThrow("has no snapshot yet: publish a release first");
	const bytes = elfBytes(foreign, "3.0.0");
	const path = join(drop.directory, "foreign.so");
	writeFileSync(path, bytes);
	const digest = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
	const other = { ...spec("2.0.0"), version: "3.0.0", arch: foreign, path, digest };
	store.publish([spec("1.0.0"), other], 1000);
	expect(() => register("^3")).toThrow(`has no build for ${host} (released: 3.0.0 for ${foreign})`);
	expect(() => register("^4")).toThrow("no version of acme.disk is in ^4 (released: 3.0.0, 1.0.0)");
	expect(() => register("*", "tape")).toThrow("no plugin tape is in the catalogue");
	expect(manager.has("acme.disk.3.0.0")).toBe(false);
	// The newest one that this host can load.
	expect(register()).toBe("acme.disk.1.0.0");
});

test("a released file that changed is refused when registered, and when loaded after that", () => {
	const snapshot = store.publish([spec("1.0.0"), spec("2.0.0"), spec("1.1.0")], 1000);
	manager.enable(register("1.0.0"));
	expect(write(1, 11)).toBe(0);
	const change = (version: string) => {
		const path = join(store.directory, "snapshots", snapshot.id, `acme.disk.${version}.${host}.so`);
		chmodSync(path, 0o644);
		appendFileSync(path, "changed");
	};
	change("2.0.0");
	expect(() => register("2.0.0")).toThrow("is no engine");
	const other = register("1.1.0");
	change("1.1.0");
	expect(manager.swap(other)).toMatchObject({ kind: "rolled-back", stage: "load" });
	expect([manager.serving?.id, read(1)]).toEqual(["acme.disk.1.0.0", 11]);
	manager.shutDown();
});
