import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, cpSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { elfBytes, ReleaseShop } from "./fixtures/releases.ts";
import type { Snapshot } from "./snapshot.ts";
import { SnapshotStore } from "./store.ts";
import { synchronise } from "./synchronise.ts";

let shop: ReleaseShop;
let remote: SnapshotStore;
let local: SnapshotStore;
let first: Snapshot;
beforeEach(() => {
	shop = new ReleaseShop();
	remote = new SnapshotStore(shop.path("remote"));
	local = new SnapshotStore(shop.path("local"));
	first = remote.publish([shop.build("a.disk", "1.0.0")], 1000);
});
afterEach(() => shop.remove());

const sync = (timeoutMs?: number) => synchronise(local, remote.directory, timeoutMs);
const next = (version: string, timestampMs: number) =>
	remote.publish([shop.build("a.disk", "1.0.0"), shop.build("a.disk", version)], timestampMs);

test("an empty catalogue takes the remote's over, with the whole chain, and then is the same", async () => {
	const second = next("1.1.0", 2000);
	expect(await sync()).toMatchObject({ state: "synced", current: second, before: undefined });
	expect(local.history()).toEqual([second, first]);
	for (const snapshot of local.history()) local.verify(snapshot);
	expect(await sync()).toMatchObject({
		state: "synced",
		message: `snapshot ${second.id.slice(0, 12)} counts here and there`,
	});
});

test("what the remote published meanwhile is taken over, all of it", async () => {
	await sync();
	next("1.1.0", 2000);
	const third = next("1.2.0", 3000);
	expect(await sync()).toMatchObject({ state: "synced", current: third, before: first });
	expect(local.history()).toHaveLength(3);
});

test("local ahead of the remote is stale: rolled back, told, and still there by its id", async () => {
	await sync();
	const own = local.publish([shop.build("a.disk", "9.0.0")], 5000);
	const outcome = await sync();
	expect(outcome).toMatchObject({ state: "stale", current: first, before: own });
	expect(outcome.message).toContain("is not the remote's: rolled back to");
	expect(local.rollBack(own.id)).toEqual(own);
	next("1.1.0", 2000);
	expect((await sync()).state).toBe("stale");
});

test("a remote that rolled back takes the local one back with it", async () => {
	next("1.1.0", 2000);
	await sync();
	remote.rollBack(first.id);
	expect(await sync()).toMatchObject({ state: "stale", current: first });
});

test("an unreachable remote leaves the local catalogue as it is: pending, then synced", async () => {
	await sync();
	const away = shop.path("away");
	const second = next("1.1.0", 2000);
	renameSync(remote.directory, away);
	const outcome = await sync();
	expect(outcome).toMatchObject({ state: "pending", current: first, before: undefined });
	expect(outcome.message).toContain("cannot be read (ENOENT); snapshot");
	expect(local.current()).toEqual(first);
	renameSync(away, remote.directory);
	expect(await sync()).toMatchObject({ state: "synced", current: second });
});

test("pending, too: a snapshot that is not all there yet, and nothing here so far", async () => {
	const second = next("1.1.0", 2000);
	const manifest = join(remote.directory, "snapshots", second.id, "manifest.json");
	cpSync(manifest, shop.path("manifest.json"));
	rmSync(manifest);
	expect(await sync()).toMatchObject({ state: "pending", current: undefined });
	cpSync(shop.path("manifest.json"), manifest);
	rmSync(join(remote.directory, "snapshots", second.id, "a.disk.1.1.0.amd64.so"));
	expect(await sync()).toMatchObject({ state: "pending", current: undefined });
	expect(local.ids()).toEqual([first.id]);
});

test("a remote that does not answer is given up after the deadline", async () => {
	await sync();
	const second = next("1.1.0", 2000);
	const manifest = join(remote.directory, "snapshots", second.id, "manifest.json");
	rmSync(manifest);
	// Reading a FIFO that nobody writes to waits for ever, as a dead mount does.
	expect(Bun.spawnSync(["mkfifo", manifest]).exitCode).toBe(0);
	const outcome = await sync(50);
	// Lets the reader go.
	writeFileSync(manifest, "");
	expect(outcome).toMatchObject({ state: "pending", current: first });
	expect(outcome.message).toContain("did not answer within 50 ms");
});

test("a remote that is not what it says it is, is refused, and nothing of it counts", async () => {
	await sync();
	const second = next("1.1.0", 2000);
	const directory = join(remote.directory, "snapshots", second.id);
	const plugin = join(directory, "a.disk.1.1.0.amd64.so");
	chmodSync(plugin, 0o644);
	writeFileSync(plugin, elfBytes("amd64", "something else"));
	await expect(sync()).rejects.toMatchObject({ reason: "digest-mismatch" });
	expect([local.current(), local.ids()]).toEqual([first, [first.id]]);
	const manifest = join(directory, "manifest.json");
	chmodSync(manifest, 0o644);
	writeFileSync(manifest, "{}");
	await expect(sync()).rejects.toMatchObject({ reason: "broken-snapshot" });
	expect(local.current()).toEqual(first);
});
