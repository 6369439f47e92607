import { afterAll, afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostArchitecture } from "../catalogue/architecture.ts";
import { encodeMeta, metaOf } from "../catalogue/plugin-meta.ts";
import { ManagerBench } from "../fixtures/manager-bench.ts";
import { PluginDrop } from "../fixtures/plugin-drop.ts";
import type { PluginManager } from "../manager.ts";
import { SwapQueue } from "../swap-queue.ts";
import { PluginService, type ServiceEvent } from "./plugin-service.ts";

// Compilers, and a busy machine's clock.
setDefaultTimeout(240_000);

const drop = new PluginDrop();
const bench = new ManagerBench(drop.workshop);
afterAll(() => bench.remove());

let manager: PluginManager;
let service: PluginService;
let events: ServiceEvent[];

const id = (version: string) => `acme.disk.${version}`;
const told = (kind: ServiceEvent["kind"]) => events.filter((event) => event.kind === kind);

async function until(holds: () => boolean): Promise<void> {
	const endMs = Date.now() + 60_000;
	while (!holds()) {
		if (Date.now() > endMs) throw new Error(`not within a minute; ${JSON.stringify(events)}`);
		await Bun.sleep(5);
	}
}

/** Version 1.0.0 serves. */
beforeEach(async () => {
	drop.renew();
	events = [];
	manager = bench.manager({ drainMs: 1000, quiesceMs: 1000 });
	const queue = new SwapQueue(manager, { kind: "queue", waitingMax: 4 });
	const report = (event: ServiceEvent) => events.push(event);
	const inspect = (path: string) => drop.inspect(path);
	service = new PluginService({ manager, queue, directory: drop.directory, inspect, report });
	drop.announce("1.0.0");
	drop.copy("1.0.0");
	expect(await service.reload()).toBeUndefined();
	manager.enable(id("1.0.0"));
});

afterEach(() => {
	service.stop();
	manager.shutDown();
	drop.clear();
});

test("a call swaps to the newest complete version, and to nothing when that serves", async () => {
	for (const version of ["2.0.0", "1.1.0"]) {
		drop.announce(version);
		drop.copy(version);
	}
	expect(await service.reload()).toMatchObject({ kind: "swapped", to: id("2.0.0") });
	expect(await service.reload()).toBeUndefined();
	expect(manager.serving?.id).toBe(id("2.0.0"));
	// One way only: an older version is somebody's decision.
	expect(manager.state(id("1.1.0"))).toBe("REGISTERED");
});

test("SIGUSR1 swaps, and does nothing any more after stop", async () => {
	service.start({ settleMs: 1e8, pollMs: 1e8 });
	drop.announce("1.1.0");
	drop.copy("1.1.0");
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
	drop.announce("1.1.0");
	drop.copy("1.1.0", "disk-1.1.0.part");
	renameSync(drop.path("disk-1.1.0.part"), drop.path("disk-1.1.0.so"));
	await until(() => manager.serving?.id === id("1.1.0"));
	expect(events.at(-1)).toMatchObject({ kind: "swap", cause: "watch" });
});

test("a half-copied file is never taken, however long it stays; finished, it is", async () => {
	service.start({ pollMs: 20, settleMs: 5 });
	const bytes = readFileSync(drop.build("1.1.0").path);
	drop.announce("1.1.0");
	for (const end of [1, 100, bytes.byteLength >> 1, bytes.byteLength - 1]) {
		writeFileSync(drop.path("disk-1.1.0.so"), bytes.subarray(0, end));
		const looks = told("not-taken").length;
		await until(() => told("not-taken").length > looks);
		await Bun.sleep(60);
		expect(() => manager.state(id("1.1.0"))).toThrow("no plugin");
	}
	appendFileSync(drop.path("disk-1.1.0.so"), bytes.subarray(-1));
	await until(() => manager.serving?.id === id("1.1.0"));
});

test("a file without an announcement, a foreign or damaged one, is left alone, and told once", async () => {
	drop.copy("2.0.0", "loose.so");
	drop.announce("1.1.0", { digest: "0".repeat(64) });
	drop.copy("1.1.0");
	writeFileSync(drop.path("half.so.json"), '{"name": "acme');
	drop.announce("2.0.0", { path: "../disk-2.0.0.so" });
	drop.copy("2.0.0");
	const foreign = Buffer.from(readFileSync(drop.build("1.0.0").path));
	foreign.writeUInt16LE(hostArchitecture() === "amd64" ? 183 : 62, 18);
	writeFileSync(drop.path("foreign.so"), foreign);
	const digest = new Bun.CryptoHasher("sha256").update(foreign).digest();
	const meta = metaOf(id("3.0.0"), digest.toString("hex"), []);
	writeFileSync(drop.path("foreign.so.meta"), encodeMeta(meta));
	for (let look = 0; look < 3; look++) expect(await service.reload()).toBeUndefined();
	const reasons = events.flatMap((event) => (event.kind === "not-taken" ? [event.reason] : []));
	expect(reasons).toHaveLength(3);
	expect(reasons.join("\n")).toContain("not the announced");
	expect(reasons.join("\n")).toContain("its path must be the file beside it");
	expect(manager.serving?.id).toBe(id("1.0.0"));
});

test("announced by PluginMeta, after what it depends on", async () => {
	const meta = metaOf(id("1.1.0"), drop.build("1.1.0").digest, [id("2.0.0")]);
	writeFileSync(drop.path("a.so.meta"), encodeMeta(meta));
	drop.copy("1.1.0", "a.so");
	await service.reload();
	expect(told("not-taken").at(-1)).toMatchObject({ reason: expect.stringContaining("needs") });
	drop.announce("2.0.0");
	drop.copy("2.0.0");
	expect(await service.reload()).toMatchObject({ kind: "swapped", to: id("2.0.0") });
	expect(manager.state(id("1.1.0"))).toBe("REGISTERED");
});

test("the same version with other contents is refused; the engine that serves is untouched", async () => {
	drop.announce("1.0.0", { digest: drop.build("1.1.0").digest });
	drop.copy("1.1.0", "disk-1.0.0.so");
	await service.reload();
	expect(told("not-taken")).toMatchObject([{ reason: expect.stringContaining("1.0.0") }]);
	expect([manager.serving?.id, manager.state(id("1.0.0"))]).toEqual([id("1.0.0"), "ENABLED"]);
});

test("a version that fails is rolled back, not tried at every change, and again when asked", async () => {
	drop.announce("1.2.0");
	drop.copy("1.2.0");
	const failure = { kind: "rolled-back", to: id("1.2.0"), stage: "health" };
	expect(await service.reload("watch")).toMatchObject(failure);
	expect(await service.reload("watch")).toBeUndefined();
	expect(await service.reload("signal")).toMatchObject(failure);
	expect(manager.serving?.id).toBe(id("1.0.0"));
	drop.announce("1.1.0");
	drop.copy("1.1.0");
	expect(await service.reload("watch")).toMatchObject({ kind: "swapped", to: id("1.1.0") });
});

test("triggers that come together lead to one swap", async () => {
	drop.announce("1.1.0");
	drop.copy("1.1.0");
	const outcomes = await Promise.all([service.reload(), service.reload("watch"), service.reload()]);
	expect(outcomes.map((outcome) => outcome?.kind)).toEqual(["swapped", "swapped", "swapped"]);
	expect(told("swap")).toHaveLength(1);
});

test("a directory that goes away is told, and the engine serves on", async () => {
	drop.clear();
	await expect(service.reload()).rejects.toThrow("ENOENT");
	expect(told("not-taken")).toHaveLength(1);
	expect(manager.serving?.id).toBe(id("1.0.0"));
});
