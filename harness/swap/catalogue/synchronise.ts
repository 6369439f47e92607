/**
 * Brings a catalogue to the state of a remote one, which is a directory of the same form: a mount,
 * a mirror. What comes from there is verified like a release: each manifest against its id, each
 * file against its digest. A remote that can't be reached, or isn't there whole yet, is waited for
 * no longer than the deadline; the local catalogue goes on as it is.
 *
 * Not covered: a read that never returns keeps a thread of the runtime until it does.
 */
import { readFile, readlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { PluginRefused } from "./refusal.ts";
import { checkSnapshotId, parseManifest, type Snapshot } from "./snapshot.ts";
import type { SnapshotStore } from "./store.ts";

export type SyncState =
	/** The same snapshot counts here and there. */
	| "synced"
	/** What counted here did not lead to the remote's snapshot: it was rolled back to that. */
	| "stale"
	/** The remote can't be reached: the local snapshot counts until it can. */
	| "pending";

export interface SyncOutcome {
	readonly state: SyncState;
	/** What counts now. */
	readonly current: Snapshot | undefined;
	/** What counted before, if it was another one. */
	readonly before: Snapshot | undefined;
	/** One sentence, for the log. */
	readonly message: string;
}

/** The article's patience with a server that does not answer. */
const timeoutMsDefault = 5000;

class Unreachable extends Error {}

/** Throws PluginRefused for a remote that is there and is not what it says it is. */
export async function synchronise(
	local: SnapshotStore,
	remote: string,
	timeoutMs = timeoutMsDefault,
): Promise<SyncOutcome> {
	try {
		const chain = await readChain(local, remote, timeoutMs);
		for (const link of chain.missing.reverse()) await fetchSnapshot(local, remote, link, timeoutMs);
		return settle(local, chain.head);
	} catch (error) {
		if (!(error instanceof Unreachable)) throw error;
		const before = local.current();
		const serving = before === undefined ? "nothing" : `snapshot ${short(before.id)}`;
		const message = `${error.message}; ${serving} counts until it can be reached`;
		return { state: "pending", current: before, before: undefined, message };
	}
}

function settle(local: SnapshotStore, head: string): SyncOutcome {
	const before = local.current();
	if (before?.id === head) {
		const message = `snapshot ${short(head)} counts here and there`;
		return { state: "synced", current: before, before: undefined, message };
	}
	const leadsThere =
		before === undefined || local.history(local.snapshot(head)).some(({ id }) => id === before.id);
	const current = local.rollBack(head);
	if (leadsThere) {
		const message = `snapshot ${short(head)} was taken over`;
		return { state: "synced", current, before, message };
	}
	const message = `snapshot ${short(before.id)} is not the remote's: rolled back to ${short(head)}`;
	return { state: "stale", current, before, message };
}

interface Link {
	readonly id: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

/** From the remote's current snapshot back to one that is here; the newest first. */
async function readChain(
	local: SnapshotStore,
	remote: string,
	timeoutMs: number,
): Promise<{ head: string; missing: Link[] }> {
	const target = await within(timeoutMs, readlink(join(remote, "current")), remote);
	const head = checkSnapshotId(basename(target));
	const present = new Set(local.ids());
	const missing: Link[] = [];
	for (let id: string | undefined = head; id !== undefined && !present.has(id); ) {
		const bytes = await readRemote(remote, id, "manifest.json", timeoutMs);
		missing.push({ id, bytes });
		id = parseManifest(bytes, id).parent;
	}
	return { head, missing };
}

async function fetchSnapshot(
	local: SnapshotStore,
	remote: string,
	link: Link,
	timeoutMs: number,
): Promise<void> {
	const files = new Map<string, Uint8Array>();
	for (const { path, digest } of parseManifest(link.bytes, link.id).plugins) {
		const bytes = local.object(digest) ?? (await readRemote(remote, link.id, path, timeoutMs));
		files.set(path, bytes);
	}
	local.adopt(link, (path) => files.get(path) ?? new Uint8Array());
}

async function readRemote(remote: string, id: string, name: string, timeoutMs: number) {
	const path = join(remote, "snapshots", id, name);
	return new Uint8Array(await within(timeoutMs, readFile(path), path));
}

/** What the disk says of a file that is not there, or not now. */
const passing = ["ENOENT", "ENOTDIR", "ENODEV", "ENXIO", "EIO", "EACCES", "ESTALE", "ETIMEDOUT"];
const passingOnNetworks = ["EHOSTDOWN", "EHOSTUNREACH", "ENETUNREACH", "ECONNREFUSED", "ENOTCONN"];

async function within<Result>(
	timeoutMs: number,
	work: Promise<Result>,
	what: string,
): Promise<Result> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		const message = `${what} did not answer within ${timeoutMs} ms`;
		timer = setTimeout(() => reject(new Unreachable(message)), timeoutMs);
	});
	try {
		return await Promise.race([work, late]);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code !== undefined && [...passing, ...passingOnNetworks].includes(code)) {
			throw new Unreachable(`${what} cannot be read (${code})`);
		}
		if (code === undefined) throw error;
		throw new PluginRefused("broken-snapshot", `${what} cannot be read (${code})`);
	} finally {
		clearTimeout(timer);
	}
}

function short(id: string): string {
	return id.slice(0, 12);
}
