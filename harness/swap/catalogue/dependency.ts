/** What a plugin needs beside it: a plugin id, or `vendor.name@RANGE`. Pure. */
import { type Dependency, partsOfPluginId } from "../plugin-id.ts";
import { PluginRefused } from "./refusal.ts";
import { checkRange, isInRange } from "./version.ts";

/** With its range, which a search needs. */
export interface RangedDependency extends Dependency {
	readonly range: string;
}

const familyFormat = /^[a-z0-9_-]+\.[a-z0-9_-]+$/;

export function parseDependency(text: string): RangedDependency {
	const at = text.indexOf("@");
	if (at < 0) {
		const { family, version } = partsOfPluginId(text);
		return ranged(text, family, version);
	}
	const family = text.slice(0, at);
	if (!familyFormat.test(family)) {
		const message = `"${text}" is no dependency: write vendor.name.1.2.0 or vendor.name@^1.2`;
		throw new PluginRefused("bad-spec", message);
	}
	return ranged(text, family, checkRange(text.slice(at + 1)));
}

function ranged(text: string, family: string, range: string): RangedDependency {
	return { text, family, range, accepts: (version) => isInRange(version, range) };
}
