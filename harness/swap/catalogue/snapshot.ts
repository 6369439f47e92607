/**
 * A snapshot: which builds there are at a time, and the snapshot before it. Its id is the sha256 of
 * its manifest, which names its parent and every file by digest: who knows the id of one snapshot
 * can verify it and everything it came from. Pure.
 */
import { z } from "zod";
import { digestOf } from "./build-file.ts";
import { checkUnique, idOf, inListOrder, type PluginSpec, parseSpec } from "./plugin-spec.ts";
import { PluginRefused } from "./refusal.ts";
import { resolveRelease } from "./resolve.ts";

export interface Snapshot {
	/** 64 hex digits. */
	readonly id: string;
	/** Absent: the first of its chain. */
	readonly parent: string | undefined;
	readonly timestampMs: number;
	/** Paths are file names beside the manifest. */
	readonly plugins: readonly PluginSpec[];
}

const hex = /^[0-9a-f]{64}$/;
const schema = z.strictObject({
	format: z.literal(1),
	parent: z.string().regex(hex).nullable(),
	timestampMs: z.int().nonnegative(),
	plugins: z.array(z.unknown()),
});

export interface Manifest {
	readonly id: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The same contents give the same bytes. */
export function manifestOf(snapshot: Omit<Snapshot, "id">): Manifest {
	const { parent, timestampMs } = snapshot;
	const plugins = [...snapshot.plugins].sort(inListOrder).map((spec) => ({
		name: spec.name,
		version: spec.version,
		arch: spec.arch,
		path: fileNameOf(spec),
		digest: spec.digest,
		dependencies: [...spec.dependencies],
	}));
	const value = { format: 1, parent: parent ?? null, timestampMs, plugins };
	const bytes = new TextEncoder().encode(`${JSON.stringify(value, null, "\t")}\n`);
	return { id: digestOf(bytes), bytes };
}

/** The manifest that has this id, or it is refused. */
export function parseManifest(bytes: Uint8Array, id: string): Snapshot {
	const found = digestOf(bytes);
	if (found !== id) throw broken(id, `its manifest has sha256 ${found}`);
	const result = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
	if (!result.success) throw broken(id, `its manifest: ${result.error.issues[0]?.message}`);
	const { parent, timestampMs } = result.data;
	const plugins = result.data.plugins.map((spec, index) => parseSpec(spec, `plugins[${index}]`));
	for (const spec of plugins) {
		// Whoever wrote it, a snapshot's file is in the snapshot.
		if (spec.path !== fileNameOf(spec)) throw broken(id, `${idOf(spec)} is at ${spec.path}`);
	}
	return { id, parent: parent ?? undefined, timestampMs, plugins };
}

export function fileNameOf(spec: PluginSpec): string {
	return `${idOf(spec)}.${spec.arch}.so`;
}

/** Every build finds what it depends on, for its own architecture, and no build is there twice. */
export function checkComplete(plugins: readonly PluginSpec[]): void {
	checkUnique(plugins, "snapshot");
	for (const spec of plugins) {
		const { version, arch } = spec;
		resolveRelease(plugins, { name: spec.name, range: version, arch });
	}
}

export function checkSnapshotId(id: string): string {
	if (hex.test(id)) return id;
	throw new PluginRefused("unknown-snapshot", `"${id}" is no snapshot id: it has 64 hex digits`);
}

export function broken(id: string, what: string): PluginRefused {
	return new PluginRefused("broken-snapshot", `snapshot ${id.slice(0, 12)} is broken: ${what}`);
}
