import { afterAll, afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import {
	appendFileSync,
	copyFileSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { EngineFile } from "../../contract/index.ts";
import { EngineSlot } from "../../ffi/slot.ts";
import { hostArchitecture } from "../catalogue/architecture.ts";
import { encodeMeta, metaOf } from "../catalogue/plugin-meta.ts";
import { Workshop } from "../fixtures/relay.ts";
import { PluginManager } from "../manager.ts";
import { SwapQueue } from "../swap-queue.ts";
import { PluginService, type ServiceEvent } from "./plugin-service.ts";

// Compilers, and a busy machine's clock.
setDefaultTimeout(120_000);

const workshop = new Workshop();
afterAll(() => workshop.remove());
const builds = new Map(
	["1.0.0", "1.1.0", "2.0.0"].map((version) => {
		const engine = workshop.relay(`disk-${version.replaceAll(".", "-")}`);
		return [version, { ...engine, descriptor: { ...engine.descriptor, version } }];
	}),
);
const sick = workshop.relay("sick", { fault: "HEALTH" });
builds.set("1.2.0", { ...sick, descriptor: { ...sick.descriptor, version: "1.2.0" } });
const byDigest = new Map([...builds.values()].map((engine) => [engine.digest, engine]));

let directory: string;
let manager: PluginManager;
let service: PluginService;
let events: ServiceEvent[];

/** As preflight does, for the engines of this test: by what is in the file. */
function inspect(path: string): EngineFile {
	const digest = new Bun.CryptoHasher("sha256").update(readFileSync(path)).digest("hex");
	const engine = byDigest.get(digest);
	if (engine === undefined) throw new Error(`${path} is no engine`);
	return { ...engine, path };
}

const id = (version: string) => `acme.disk.${version}`;
const build = (version: string) => builds.get(version) as EngineFile;
const inDirectory = (name: string) => join(directory, name);
const told = (kind: ServiceEvent["kind"]) => events.filter((event) => event.kind === kind);

function announce(version: string, change: object = {}): void {
	const path = `disk-${version}.so`;
	const { digest } = build(version);
	const spec = { name: "acme.disk", version, arch: hostArchitecture(), path, digest, ...change };
	writeFileSync(inDirectory(`${path}.json`), JSON.stringify(spec));
}

function copy(version: string, name = `disk-${version}.so`): void {
	copyFileSync(build(version).path, inDirectory(name));
}

async function until(holds: () => boolean): Promise<void> {
	const endMs = Date.now() + 60_000;
	while (!holds()) {
		if (Date.now() > endMs) throw new Error(`not within a minute; ${JSON.stringify(events)}`);
		await Bun.sleep(5);
	}
}

/** Version 1.0.0 serves. */
beforeEach(async () => {
	directory = mkdtempSync(join(workshop.directory, "plugins-"));
	events = [];
	manager = new PluginManager({
		slot: EngineSlot.create(),
		blockBytes: 4096,
		config: { device: workshop.target(), capacity_blocks: workshop.capacityBlocks },
		deadlines: { drainMs: 1000, quiesceMs: 1000 },
	});
	const queue = new SwapQueue(manager, { kind: "queue", waitingMax: 4 });
	const report = (event: ServiceEvent) => events.push(event);
	service = new PluginService({ manager, queue, directory, inspect, report });
	announce("1.0.0");
	copy("1.0.0");
	expect(await service.reload()).toBeUndefined();
	manager.enable(id("1.0.0"));
});

afterEach(() => {
	service.stop();
	manager.shutDown();
	rmSync(directory, { recursive: true, force: true });
});

test("a call swaps to the newest complete version, and to nothing when that serves", async () => {
	for (const version of ["2.0.0", "1.1.0"]) {
		announce(version);
		copy(version);
	}
	expect(await service.reload()).toMatchObject({ kind: "swapped", to: id("2.0.0") });
	expect(await service.reload()).toBeUndefined();
	expect(manager.serving?.id).toBe(id("2.0.0"));
	// One way only: an older version is somebody's decision.
	expect(manager.state(id("1.1.0"))).toBe("REGISTERED");
});

test("SIGUSR1 swaps, and does nothing any more after stop", async () => {
	service.start({ settleMs: 1e8, pollMs: 1e8 });
	announce("1.1.0");
	copy("1.1.0");
	await Bun.sleep(50);
	expect(manager.serving?.id).toBe(id("1.0.0"));
	process.kill(process.pid, "SIGUSR1");
	await until(() => manager.serving?.id === id("1.1.0"));
	expect(events.at(-1)).toMatchObject({ kind: "swap", cause: "signal" });
	service.stop();
	expect(process.listenerCount("SIGUSR1")).toBe(0);
});

test("a file renamed into the watched directory is swapped to", async () => {
	service.start({ pollMs: 1e8, settleMs: 10 });
	announce("1.1.0");
	copy("1.1.0", "disk-1.1.0.part");
	renameSync(inDirectory("disk-1.1.0.part"), inDirectory("disk-1.1.0.so"));
	await until(() => manager.serving?.id === id("1.1.0"));
	expect(events.at(-1)).toMatchObject({ kind: "swap", cause: "watch" });
});

test("a half-copied file is never taken, however long it stays; finished, it is", async () => {
	service.start({ pollMs: 20, settleMs: 5 });
	const bytes = readFileSync(build("1.1.0").path);
	announce("1.1.0");
	for (const end of [1, 100, bytes.byteLength >> 1, bytes.byteLength - 1]) {
		writeFileSync(inDirectory("disk-1.1.0.so"), bytes.subarray(0, end));
		const looks = told("not-taken").length;
		await until(() => told("not-taken").length > looks);
		await Bun.sleep(60);
		expect(() => manager.state(id("1.1.0"))).toThrow("no plugin");
	}
	appendFileSync(inDirectory("disk-1.1.0.so"), bytes.subarray(-1));
	await until(() => manager.serving?.id === id("1.1.0"));
});

test("a file without an announcement, a foreign or damaged one, is left alone, and told once", async () => {
	copy("2.0.0", "loose.so");
	announce("1.1.0", { digest: "0".repeat(64) });
	copy("1.1.0");
	writeFileSync(inDirectory("half.so.json"), '{"name": "acme');
	announce("2.0.0", { path: "../disk-2.0.0.so" });
	copy("2.0.0");
	const foreign = Buffer.from(readFileSync(build("1.0.0").path));
	foreign.writeUInt16LE(hostArchitecture() === "amd64" ? 183 : 62, 18);
	writeFileSync(inDirectory("foreign.so"), foreign);
	const digest = new Bun.CryptoHasher("sha256").update(foreign).digest();
	const meta = metaOf(id("3.0.0"), digest.toString("hex"), []);
	writeFileSync(inDirectory("foreign.so.meta"), encodeMeta(meta));
	for (let look = 0; look < 3; look++) expect(await service.reload()).toBeUndefined();
	const reasons = events.flatMap((event) => (event.kind === "not-taken" ? [event.reason] : []));
	expect(reasons).toHaveLength(3);
	expect(reasons.join("\n")).toContain("not the announced");
	expect(reasons.join("\n")).toContain("its path must be the file beside it");
	expect(manager.serving?.id).toBe(id("1.0.0"));
});

test("announced by PluginMeta, after what it depends on", async () => {
	const meta = metaOf(id("1.1.0"), build("1.1.0").digest, [id("2.0.0")]);
	writeFileSync(inDirectory("a.so.meta"), encodeMeta(meta));
	copy("1.1.0", "a.so");
	await service.reload();
	expect(told("not-taken").at(-1)).toMatchObject({ reason: expect.stringContaining("needs") });
	announce("2.0.0");
	copy("2.0.0");
	expect(await service.reload()).toMatchObject({ kind: "swapped", to: id("2.0.0") });
	expect(manager.state(id("1.1.0"))).toBe("REGISTERED");
});

test("the same version with other contents is refused; the engine that serves is untouched", async () => {
	announce("1.0.0", { digest: build("1.1.0").digest });
	copy("1.1.0", "disk-1.0.0.so");
	await service.reload();
	expect(told("not-taken")).toMatchObject([{ reason: expect.stringContaining("1.0.0") }]);
	expect([manager.serving?.id, manager.state(id("1.0.0"))]).toEqual([id("1.0.0"), "ENABLED"]);
});

test("a version that fails is rolled back, not tried at every change, and again when asked", async () => {
	announce("1.2.0");
	copy("1.2.0");
	const failure = { kind: "rolled-back", to: id("1.2.0"), stage: "health" };
	expect(await service.reload("watch")).toMatchObject(failure);
	expect(await service.reload("watch")).toBeUndefined();
	expect(await service.reload("signal")).toMatchObject(failure);
	expect(manager.serving?.id).toBe(id("1.0.0"));
	announce("1.1.0");
	copy("1.1.0");
	expect(await service.reload("watch")).toMatchObject({ kind: "swapped", to: id("1.1.0") });
});

test("triggers that come together lead to one swap", async () => {
	announce("1.1.0");
	copy("1.1.0");
	const outcomes = await Promise.all([service.reload(), service.reload("watch"), service.reload()]);
	expect(outcomes.map((outcome) => outcome?.kind)).toEqual(["swapped", "swapped", "swapped"]);
	expect(told("swap")).toHaveLength(1);
});

test("a directory that goes away is told, and the engine serves on", async () => {
	rmSync(directory, { recursive: true });
	await expect(service.reload()).rejects.toThrow("ENOENT");
	expect(told("not-taken")).toHaveLength(1);
	expect(manager.serving?.id).toBe(id("1.0.0"));
});
