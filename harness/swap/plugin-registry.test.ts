import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineFile } from "../contract/index.ts";
import { hostArchitecture } from "./catalogue/architecture.ts";
import { parseDependency } from "./catalogue/dependency.ts";
import { PluginRefused, type RefusalReason } from "./catalogue/refusal.ts";
import { Workshop } from "./fixtures/relay.ts";
import { PluginRegistry, type ReleaseClaims } from "./plugin-registry.ts";

// Compilers take what a busy machine gives them.
setDefaultTimeout(240_000);

const workshop = new Workshop();
const engine = workshop.relay("first");
afterAll(() => workshop.remove());

function refused(act: () => unknown, reason: RefusalReason, text: string): void {
	let thrown: unknown;
	try {
		act();
	} catch (error) {
		thrown = error;
	}
	expect(thrown).toBeInstanceOf(PluginRefused);
	expect((thrown as PluginRefused).reason).toBe(reason);
	expect((thrown as PluginRefused).message).toContain(text);
}

/** The engine's file with other bytes, and the digest that belongs to them. */
function altered(name: string, change: (image: Buffer) => void): EngineFile {
	const image = readFileSync(engine.path);
	change(image);
	const path = join(workshop.directory, `${name}.so`);
	writeFileSync(path, image);
	const digest = new Bun.CryptoHasher("sha256").update(image).digest("hex");
	return { ...engine, path, digest };
}

const register = (file: EngineFile, claims?: ReleaseClaims) =>
	new PluginRegistry().register(file, "acme.disk.1.0.0", claims);

test("claims of a release that are true are accepted", () => {
	const arch = hostArchitecture();
	if (arch === undefined) throw new Error(`no releases for ${process.arch}`);
	register(engine, { arch, digest: engine.digest });
	register(engine, { digest: engine.digest.slice(0, 32).toUpperCase() });
});

test("an id of another form, or for another version than the file's, is refused", () => {
	const registry = new PluginRegistry();
	refused(() => registry.register(engine, "disk"), "bad-id", "vendor.name.version");
	refused(() => registry.register(engine, "a.b.1.0.01"), "bad-id", "vendor.name.version");
	refused(() => registry.register(engine, "a.b.2.0.0"), "bad-id", "its file says version 1.0.0");
	refused(() => registry.get("a.b.1.0.0"), "unknown-plugin", "known: none");
});

test("the same version twice is refused, unless the first one was removed", () => {
	const registry = new PluginRegistry();
	const id = registry.register(engine);
	refused(() => registry.register(engine), "duplicate", "registered already (REGISTERED)");
	registry.get(id).state = "REMOVED";
	expect(registry.register(engine)).toBe(id);
});

test("a missing file, and one that is not what was inspected, are refused", () => {
	const gone = join(workshop.directory, "gone.so");
	copyFileSync(engine.path, gone);
	rmSync(gone);
	refused(() => register({ ...engine, path: gone }), "missing-file", "ENOENT");
	const short = altered("short", () => {});
	truncateSync(short.path, 4096);
	refused(() => register(short), "digest-mismatch", "changed");
});

test("a digest that is not the release's, or is no digest, is refused", () => {
	for (const digest of ["0".repeat(64), "0".repeat(32), "", engine.digest.slice(0, 8)]) {
		refused(() => register(engine, { digest }), "digest-mismatch", "copy it again");
	}
});

test("a build for another architecture is refused, whatever its release says", () => {
	const machines = { amd64: 62, arm64: 183 } as const;
	const foreign = hostArchitecture() === "amd64" ? "arm64" : "amd64";
	const build = altered("foreign", (image) => image.writeUInt16LE(machines[foreign], 18));
	refused(() => register(build), "wrong-architecture", `is a build for ${foreign}`);
	refused(() => register(engine, { arch: foreign }), "wrong-architecture", "release it again");
	const riscv = altered("riscv", (image) => image.writeUInt16LE(243, 18));
	refused(() => register(riscv), "wrong-architecture", "an ELF file for machine 243");
	const narrow = altered("narrow", (image) => image.writeUInt8(1, 4));
	refused(() => register(narrow), "wrong-architecture", "a 32-bit ELF file");
	const text = altered("text", (image) => image.write("#!/bin/sh"));
	refused(() => register(text), "wrong-architecture", "no ELF file");
});

test("what a plugin depends on has to be registered, in a version that fits, and still there", () => {
	const registry = new PluginRegistry();
	const needs = (dependency: string) => () =>
		registry.register(engine, "acme.disk.1.0.0", { dependencies: [parseDependency(dependency)] });
	refused(needs("acme.cache@^1"), "missing-dependency", "acme.disk.1.0.0 needs acme.cache@^1");
	const cache = registry.register(engine, "acme.cache.1.0.0");
	refused(needs("acme.cache@>=2"), "version-conflict", "registered of it: acme.cache.1.0.0");
	refused(needs("acme.disk@^1"), "dependency-cycle", "depends on itself");
	refused(needs("acme.cache@newest"), "bad-spec", '"newest" is no version range');
	refused(needs("cache"), "bad-id", '"cache" is no plugin id');
	const disk = registry.get(needs("acme.cache.1.0.0")());
	registry.checkDependencies(disk);
	registry.get(cache).state = "REMOVED";
	refused(() => registry.checkDependencies(disk), "missing-dependency", "registered of it: none");
});
