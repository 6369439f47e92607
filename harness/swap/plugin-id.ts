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

/** The id that a plugin's note gives it; the vendor is free text there, so it is simplified. */
export function pluginIdOf(descriptor: EngineDescriptor, label?: string): string {
	const simple = (text: string) =>
		text
			.toLowerCase()
			.replace(/[^a-z0-9_-]+/g, "-")
			.replace(/^-+|-+$/g, "") || "unknown";
	const id = `${simple(descriptor.vendor)}.${simple(descriptor.name)}.${descriptor.version}`;
	return checkPluginId(label === undefined ? id : `${id}+${label}`);
}

/** Of two engines for one manager: an engine that is swapped for itself has a label. */
export function pairIds(from: EngineDescriptor, to: EngineDescriptor): readonly [string, string] {
	const [first, second] = [pluginIdOf(from), pluginIdOf(to)];
	return [first, second === first ? pluginIdOf(to, "next") : second];
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
