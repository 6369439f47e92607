import type { EngineDescriptor } from "../contract/index.ts";
import { PluginRefused } from "./catalogue/refusal.ts";

/** `vendor.name.version`, as in `acme.fast-disk.1.2.0`; a label may follow as `+label`. */
const part = "[a-z0-9_-]+";
const number = "(?:0|[1-9]\\d*)";
const format = new RegExp(
	`^(${part}\\.${part})\\.(${number}\\.${number}\\.${number})(\\+[a-z0-9-]+)?$`,
);

export interface PluginIdParts {
	/** `vendor.name` */
	readonly family: string;
	readonly version: string;
}

/** The vendor is free text in a plugin's note, so it is simplified; empty: none is left. */
function simpleVendor({ vendor }: EngineDescriptor): string {
	return vendor
		.toLowerCase()
		.replace(/[^a-z0-9_-]+/g, "-")
		.replace(/^-+|-+$/g, "");
}

/** The id that a plugin's note gives it. One without a vendor has none, and none is made up. */
export function pluginIdOf(descriptor: EngineDescriptor): string {
	const { name, version } = descriptor;
	const vendor = simpleVendor(descriptor);
	if (vendor !== "") return checkPluginId(`${vendor}.${name}.${version}`);
	throw new PluginRefused(
		"bad-id",
		`${name}: its vendor is "${descriptor.vendor}", of which no vendor.name.version can be made: ` +
			"set it in BSE_PLUGIN, or give the plugin an id",
	);
}

/**
 * Of two engines for a drill's manager. The drill judges engines of no vendor, too: it gives them
 * one. An engine that is swapped for itself has a label.
 */
export function pairIds(from: EngineDescriptor, to: EngineDescriptor): readonly [string, string] {
	const idOf = (descriptor: EngineDescriptor) =>
		pluginIdOf({ ...descriptor, vendor: simpleVendor(descriptor) || "no-vendor" });
	const [first, second] = [idOf(from), idOf(to)];
	return [first, second === first ? `${second}+next` : second];
}

export function checkPluginId(id: string): string {
	partsOfPluginId(id);
	return id;
}

export function partsOfPluginId(id: string): PluginIdParts {
	const [, family, version] = format.exec(id) ?? [];
	if (family !== undefined && version !== undefined) return { family, version };
	throw new PluginRefused(
		"bad-id",
		`"${id}" is no plugin id: it must be vendor.name.version, like acme.disk.1.2.0`,
	);
}

/** Read from a release by catalogue/dependency.ts; here, because a swap needs no ranges. */
export interface Dependency {
	/** As it was written. */
	readonly text: string;
	/** `vendor.name` */
	readonly family: string;
	readonly accepts: (version: string) => boolean;
}

export function isMetBy({ family, accepts }: Dependency, id: string): boolean {
	const parts = partsOfPluginId(id);
	return parts.family === family && accepts(parts.version);
}
