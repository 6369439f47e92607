/** What a plugin needs beside it: a plugin id, or `vendor.name@RANGE`. Pure. */
import { partsOfPluginId } from "../plugin-id.ts";
import { PluginRefused } from "./refusal.ts";
import { checkRange, isInRange } from "./version.ts";

export interface Dependency {
	/** As it was written. */
	readonly text: string;
	/** `vendor.name` */
	readonly family: string;
	readonly range: string;
}

const familyFormat = /^[a-z0-9_-]+\.[a-z0-9_-]+$/;

export function parseDependency(text: string): Dependency {
	const at = text.indexOf("@");
	if (at < 0) {
		const { family, version } = partsOfPluginId(text);
		return { text, family, range: version };
	}
	const family = text.slice(0, at);
	if (!familyFormat.test(family)) {
		const message = `"${text}" is no dependency: write vendor.name.1.2.0 or vendor.name@^1.2`;
		throw new PluginRefused("bad-spec", message);
	}
	return { text, family, range: checkRange(text.slice(at + 1)) };
}

export function isMetBy({ family, range }: Dependency, id: string): boolean {
	const parts = partsOfPluginId(id);
	return parts.family === family && isInRange(parts.version, range);
}
