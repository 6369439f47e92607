/** From a catalogue into a plugin manager: which build, in which order, held to what. */
import type { EngineFile } from "../../contract/index.ts";
import type { ReleaseClaims } from "../plugin-registry.ts";
import { parseDependency } from "./dependency.ts";
import { idOf, type PluginSpec } from "./plugin-spec.ts";
import { PluginRefused } from "./refusal.ts";
import { resolveRelease } from "./resolve.ts";
import type { Wanted } from "./select.ts";
import type { SnapshotStore } from "./store.ts";

/** What is asked of a plugin manager here. */
export interface Registrar {
	has(id: string): boolean;
	register(file: EngineFile, id: string, claims: ReleaseClaims): string;
}

/**
 * Registers the newest build that fits, of the snapshot that counts, after what it depends on, and
 * returns its id: to be enabled, or swapped to. What is registered already stays. `inspect` judges
 * a file without loading it, or throws what is wrong with it.
 */
export function registerRelease(
	store: SnapshotStore,
	wanted: Wanted,
	manager: Registrar,
	inspect: (path: string) => EngineFile,
): string {
	const snapshot = store.current();
	if (snapshot === undefined) {
		const message = `${store.directory} has no snapshot yet: publish a release first`;
		throw new PluginRefused("unknown-snapshot", message);
	}
	const builds = resolveRelease(snapshot.plugins, wanted);
	for (const spec of builds) {
		if (manager.has(idOf(spec))) continue;
		const file = inspect(store.pathOf(snapshot, spec));
		manager.register(file, idOf(spec), claimsOf(spec));
	}
	const last = builds.at(-1);
	if (last === undefined) throw new Error(`nothing was resolved for ${wanted.name}`);
	return idOf(last);
}

export function claimsOf({ arch, digest, dependencies }: PluginSpec): ReleaseClaims {
	return { arch, digest, dependencies: dependencies.map(parseDependency) };
}
