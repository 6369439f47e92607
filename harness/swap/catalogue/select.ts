/** Which build of a plugin a host gets: by name, version range and architecture. Pure. */
import { type Architecture, hostArchitecture } from "./architecture.ts";
import type { PluginSpec } from "./plugin-spec.ts";
import { listed, PluginRefused } from "./refusal.ts";
import { checkRange, isInRange, newestFirst } from "./version.ts";

export interface Wanted {
	/** `vendor.name`, or a name alone if only one vendor has it. */
	readonly name: string;
	/** `*` if absent: the newest. */
	readonly range?: string;
	readonly arch?: Architecture | undefined;
}

/** The newest build that fits; a refusal says which of the three did not, and what is there. */
export function selectRelease(specs: readonly PluginSpec[], wanted: Wanted): PluginSpec {
	const [newest] = candidates(specs, wanted);
	if (newest === undefined) throw new Error("candidates() returned none");
	return newest;
}

/** All builds that fit, newest first; never none. */
export function candidates(specs: readonly PluginSpec[], wanted: Wanted): PluginSpec[] {
	const range = checkRange(wanted.range ?? "*");
	const arch = wanted.arch ?? hostArchitecture();
	const family = fullName(specs, wanted.name);
	const named = specs.filter(({ name }) => name === family);
	const inRange = named.filter(({ version }) => isInRange(version, range));
	if (inRange.length === 0) {
		const versions = [...new Set(named.map(({ version }) => version))].sort(newestFirst);
		throw new PluginRefused(
			"no-such-version",
			`no version of ${family} is in ${range} (released: ${listed(versions)})`,
		);
	}
	const fitting = inRange.filter((spec) => spec.arch === arch);
	if (fitting.length === 0) {
		const builds = inRange.map((spec) => `${spec.version} for ${spec.arch}`);
		throw new PluginRefused(
			"no-build-for-architecture",
			`${family} ${range} has no build for ${arch ?? process.arch} (released: ${listed(builds)})`,
		);
	}
	return fitting.sort((a, b) => newestFirst(a.version, b.version));
}

function fullName(specs: readonly PluginSpec[], name: string): string {
	const families = [...new Set(specs.map((spec) => spec.name))].sort();
	if (families.includes(name)) return name;
	const matching = families.filter((family) => family.endsWith(`.${name}`));
	if (matching.length === 1 && matching[0] !== undefined) return matching[0];
	if (matching.length > 1) {
		const message = `${name} is the name of several plugins: say which (${listed(matching)})`;
		throw new PluginRefused("unknown-plugin", message);
	}
	throw new PluginRefused(
		"unknown-plugin",
		`no plugin ${name} is in the catalogue (known: ${listed(families)})`,
	);
}
