/**
 * Releases on disk, as a chain of snapshots:
 *
 *   objects/SHA256               every plugin file once, by what is in it
 *   snapshots/ID/manifest.json   and the files under their names, hard links to objects
 *   current                      link to the snapshot that counts; one rename moves it
 *   staging/, writers/           what is being made, and by whom; leftovers are removed
 *
 * Publishing and rolling back change nothing that `current` leads to before that rename, so that a
 * crash at any point leaves the old or the new one.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { checkBuild, digestOf, readBuild } from "./build-file.ts";
import { DurableFiles, type StepObserver } from "./durable.ts";
import type { PluginSpec } from "./plugin-spec.ts";
import { listed, PluginRefused } from "./refusal.ts";
import {
	broken,
	checkComplete,
	checkSnapshotId,
	fileNameOf,
	type Manifest,
	manifestOf,
	parseManifest,
	type Snapshot,
} from "./snapshot.ts";
import { asOnlyWriter } from "./writer-lock.ts";

export class SnapshotStore {
	readonly #files: DurableFiles;

	constructor(
		readonly directory: string,
		onStep?: StepObserver,
	) {
		this.#files = new DurableFiles(onStep);
	}

	/** The snapshot that counts, its manifest verified; undefined: nothing was published yet. */
	current(): Snapshot | undefined {
		let target: string;
		try {
			target = readlinkSync(join(this.directory, "current"));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
			throw error;
		}
		return this.snapshot(checkSnapshotId(basename(target)));
	}

	/** By its id, or by the first digits of it, 8 at least, if no other one begins so. */
	snapshot(id: string): Snapshot {
		const ids = this.ids();
		const matching = id.length < 8 ? [] : ids.filter((each) => each.startsWith(id));
		const [found] = matching;
		if (found === undefined || matching.length > 1) {
			const known = listed(ids.map((each) => each.slice(0, 12)));
			throw new PluginRefused("unknown-snapshot", `no one snapshot is ${id} (known: ${known})`);
		}
		return parseManifest(this.#read(found, "manifest.json"), found);
	}

	/** All that are here, whether or not `current` comes from them. */
	ids(): string[] {
		const directory = join(this.directory, "snapshots");
		return existsSync(directory) ? readdirSync(directory).sort() : [];
	}

	/** `current`, the one before it, and so on to the first; each verified against its id. */
	history(from: Snapshot | undefined = this.current()): Snapshot[] {
		const chain: Snapshot[] = [];
		for (let next = from; next !== undefined; ) {
			chain.push(next);
			next = next.parent === undefined ? undefined : this.snapshot(next.parent);
		}
		return chain;
	}

	pathOf(snapshot: Snapshot, spec: PluginSpec): string {
		return join(this.directory, "snapshots", snapshot.id, spec.path);
	}

	/** A plugin file that is here already, whole. */
	object(digest: string): Uint8Array | undefined {
		const path = join(this.directory, "objects", digest);
		const bytes = existsSync(path) ? readFileSync(path) : undefined;
		return bytes !== undefined && digestOf(bytes) === digest ? bytes : undefined;
	}

	/** Reads every file of the snapshot; the first that is not what the manifest says is refused. */
	verify(snapshot: Snapshot): void {
		for (const spec of snapshot.plugins) {
			const found = digestOf(this.#read(snapshot.id, spec.path));
			if (found !== spec.digest) throw broken(snapshot.id, `${spec.path} has sha256 ${found}`);
		}
	}

	/** A new snapshot of these builds, whose paths lead to their files; it becomes current. */
	publish(plugins: readonly PluginSpec[], timestampMs: number): Snapshot {
		checkComplete(plugins);
		return this.#alone(() => {
			const parent = this.current()?.id;
			const manifest = manifestOf({ parent, timestampMs, plugins });
			for (const spec of plugins) this.#keep(spec);
			this.#build(manifest, plugins);
			this.#moveTo(manifest.id);
			return parseManifest(manifest.bytes, manifest.id);
		});
	}

	/** Verifies the snapshot and all its files, and makes it current; nothing is deleted. */
	rollBack(id: string): Snapshot {
		return this.#alone(() => {
			const snapshot = this.snapshot(id);
			this.verify(snapshot);
			this.#moveTo(snapshot.id);
			return snapshot;
		});
	}

	/** Takes a snapshot over as it is, under its id; `read` gives the bytes of its files. */
	adopt(manifest: Manifest, read: (fileName: string) => Uint8Array): Snapshot {
		const snapshot = parseManifest(manifest.bytes, manifest.id);
		return this.#alone(() => {
			for (const spec of snapshot.plugins) this.#keep(spec, read(spec.path));
			this.#build(manifest, snapshot.plugins);
			return snapshot;
		});
	}

	#alone<Result>(act: () => Result): Result {
		mkdirSync(this.directory, { recursive: true });
		return asOnlyWriter(join(this.directory, "writers"), () => {
			const staging = join(this.directory, "staging");
			this.#files.remove(staging);
			for (const name of ["staging", "objects", "snapshots"]) {
				this.#files.makeDirectory(join(this.directory, name));
			}
			const result = act();
			this.#files.remove(staging);
			return result;
		});
	}

	/** The build's file as an object, if it is what its spec says. */
	#keep(spec: PluginSpec, bytes = readBuild(spec)): void {
		checkBuild(spec, bytes);
		if (this.object(spec.digest) !== undefined) return;
		const object = join(this.directory, "objects", spec.digest);
		const staged = this.#staged();
		this.#files.write(staged, bytes);
		// Over a damaged one, too: the snapshots that link to that keep it, and are found broken.
		this.#files.rename(staged, object);
	}

	#build({ id, bytes }: Manifest, plugins: readonly PluginSpec[]): void {
		const place = join(this.directory, "snapshots", id);
		if (existsSync(place)) return;
		const staged = this.#staged();
		this.#files.makeDirectory(staged);
		for (const spec of plugins) {
			const object = join(this.directory, "objects", spec.digest);
			this.#files.link(object, join(staged, fileNameOf(spec)));
		}
		this.#files.write(join(staged, "manifest.json"), bytes);
		this.#files.syncDirectory(staged);
		this.#files.rename(staged, place);
	}

	#moveTo(id: string): void {
		const current = join(this.directory, "current");
		this.#files.pointTo(join("snapshots", id), this.#staged(), current);
	}

	#staged(): string {
		return join(this.directory, "staging", randomBytes(8).toString("hex"));
	}

	#read(id: string, name: string): Uint8Array {
		try {
			return readFileSync(join(this.directory, "snapshots", id, name));
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			throw broken(id, `${name} cannot be read (${code})`);
		}
	}
}
