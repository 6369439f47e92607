import type { EngineFile } from "../contract/index.ts";
import { readEngineImage } from "../ffi/index.ts";
import { type Architecture, checkArchitecture } from "./catalogue/architecture.ts";
import { listed, PluginRefused } from "./catalogue/refusal.ts";
import type { LifecycleState } from "./lifecycle.ts";
import {
	checkPluginId,
	type Dependency,
	isMetBy,
	partsOfPluginId,
	pluginIdOf,
} from "./plugin-id.ts";

/** What a release says of a plugin; the file is held to it. */
export interface ReleaseClaims {
	readonly arch?: Architecture;
	/** sha256 in hex, or its first 16 bytes, as PluginMeta has it. */
	readonly digest?: string;
	readonly dependencies?: readonly Dependency[];
}

export interface Plugin {
	readonly id: string;
	readonly file: EngineFile;
	readonly dependencies: readonly Dependency[];
	state: LifecycleState;
}

/**
 * The plugins that are known and the state of each. Registration reads the file, verifies digest,
 * architecture, version and dependencies, and runs none of its code: nothing here can load it.
 *
 * A dependency has to be registered first, so that no cycle can be; and to be there still when the
 * plugin is enabled.
 */
export class PluginRegistry {
	readonly #plugins = new Map<string, Plugin>();

	register(file: EngineFile, id = pluginIdOf(file.descriptor), claims: ReleaseClaims = {}): string {
		const known = this.#plugins.get(checkPluginId(id));
		if (known !== undefined && known.state !== "REMOVED") {
			throw new PluginRefused(
				"duplicate",
				`${id} is registered already (${known.state}): unregister it first`,
			);
		}
		const { version } = partsOfPluginId(id);
		if (version !== file.descriptor.version) {
			throw new PluginRefused(
				"bad-id",
				`${id}: its file says version ${file.descriptor.version}: name it by that`,
			);
		}
		checkImage(id, readEngine(id, file), file.digest, claims);
		const { dependencies = [] } = claims;
		const plugin: Plugin = { id, file, dependencies, state: "REGISTERED" };
		this.checkDependencies(plugin);
		this.#plugins.set(id, plugin);
		return id;
	}

	has(id: string): boolean {
		const plugin = this.#plugins.get(checkPluginId(id));
		return plugin !== undefined && plugin.state !== "REMOVED";
	}

	get(id: string): Plugin {
		const plugin = this.#plugins.get(checkPluginId(id));
		if (plugin !== undefined) return plugin;
		const known = listed([...this.#plugins.keys()]);
		throw new PluginRefused("unknown-plugin", `no plugin ${id} is registered (known: ${known})`);
	}

	/** Refuses a plugin that lacks what it depends on; a removed plugin is not there. */
	checkDependencies(plugin: Plugin): void {
		const others = [...this.#plugins.values()].filter(({ state }) => state !== "REMOVED");
		for (const dependency of plugin.dependencies) {
			if (isMetBy(dependency, plugin.id)) {
				throw new PluginRefused("dependency-cycle", `${plugin.id} depends on itself`);
			}
			if (others.some(({ id }) => isMetBy(dependency, id))) continue;
			const near = others.filter(({ id }) => partsOfPluginId(id).family === dependency.family);
			const there = listed(near.map(({ id }) => id));
			throw new PluginRefused(
				near.length === 0 ? "missing-dependency" : "version-conflict",
				`${plugin.id} needs ${dependency.text} (registered of it: ${there}): register that first`,
			);
		}
	}
}

/** With the digest that the file had when it was inspected, or refused. */
function readEngine(id: string, file: EngineFile): Uint8Array {
	try {
		return readEngineImage(file);
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === undefined) throw new PluginRefused("digest-mismatch", `${id}: ${message}`);
		throw new PluginRefused("missing-file", `${id}: ${file.path} cannot be read (${code})`);
	}
}

function checkImage(id: string, image: Uint8Array, digest: string, claims: ReleaseClaims): void {
	const arch = checkArchitecture(id, image);
	if (claims.arch !== undefined && claims.arch !== arch) {
		throw new PluginRefused(
			"wrong-architecture",
			`${id} is released as a build for ${claims.arch}, its file is for ${arch}: release it again`,
		);
	}
	if (claims.digest === undefined) return;
	const isWhole = claims.digest.length === 64 || claims.digest.length === 32;
	if (isWhole && digest.startsWith(claims.digest.toLowerCase())) return;
	throw new PluginRefused(
		"digest-mismatch",
		`${id}: released with sha256 ${claims.digest}, its file has ${digest}: copy it again`,
	);
}
