import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineFile } from "../../contract/index.ts";
import { partsOfPluginId, pluginIdOf } from "../plugin-id.ts";
import { checkArchitecture } from "./architecture.ts";
import { buildOf, type PluginSpec } from "./plugin-spec.ts";
import { PluginRefused } from "./refusal.ts";
import type { Snapshot } from "./snapshot.ts";
import type { SnapshotStore } from "./store.ts";

/**
 * Publishes these builds beside those that count now. A build that is there with the same contents
 * stays; the same version with other contents is refused, since somebody may run it already.
 */
export function releaseAlso(
	store: SnapshotStore,
	builds: readonly PluginSpec[],
	timestampMs: number,
): Snapshot {
	const current = store.current();
	const present =
		current?.plugins.map((spec) => ({ ...spec, path: store.pathOf(current, spec) })) ?? [];
	const added = builds.filter((build) => {
		const same = present.find((spec) => buildOf(spec) === buildOf(build));
		if (same === undefined || same.digest === build.digest) return same === undefined;
		throw new PluginRefused(
			"duplicate",
			`${buildOf(build)} is released with sha256 ${same.digest.slice(0, 12)} already: ` +
				"give the changed one another version",
		);
	});
	if (added.length === 0 && current !== undefined) return current;
	return store.publish([...present, ...added], timestampMs);
}

/** Where the builds of a list lie: beside the list, unless their paths are absolute. */
export function besideList(specs: readonly PluginSpec[], directory: string): PluginSpec[] {
	return specs.map((spec) =>
		spec.path.startsWith("/") ? spec : { ...spec, path: join(directory, spec.path) },
	);
}

/** What an inspected engine says of itself; it depends on nothing that its note could name. */
export function specOfEngine({ path, digest, descriptor }: EngineFile): PluginSpec {
	const { family, version } = partsOfPluginId(pluginIdOf(descriptor));
	const arch = checkArchitecture(path, readFileSync(path));
	return { name: family, version, arch, path, digest, dependencies: [] };
}
