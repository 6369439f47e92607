/** One build of one plugin, as releases list it. Pure: nothing here looks at a file. */
import { z } from "zod";
import { partsOfPluginId } from "../plugin-id.ts";
import { type Architecture, architectures } from "./architecture.ts";
import { parseDependency } from "./dependency.ts";
import { PluginRefused } from "./refusal.ts";
import { checkVersion, newestFirst } from "./version.ts";

export interface PluginSpec {
	/** `vendor.name` */
	readonly name: string;
	readonly version: string;
	readonly arch: Architecture;
	/** Relative to where the list is. */
	readonly path: string;
	/** sha256 in hex. */
	readonly digest: string;
	/** Ids, or `vendor.name@RANGE`. */
	readonly dependencies: readonly string[];
}

const schema = z.strictObject({
	name: z.string(),
	version: z.string(),
	arch: z.enum(architectures, `must be ${architectures.join(" or ")}`),
	path: z.string().min(1),
	digest: z.string().regex(/^[0-9a-f]{64}$/, "must be a sha256 in hex, 64 digits"),
	dependencies: z.array(z.string()).default([]),
});

/** `where` says whose spec it is. */
export function parseSpec(value: unknown, where: string): PluginSpec {
	const result = schema.safeParse(value);
	if (!result.success) {
		const issue = result.error.issues[0];
		const key = issue?.path.length ? `${issue.path.join(".")}: ` : "";
		throw new PluginRefused("bad-spec", `${where}: ${key}${issue?.message ?? "not understood"}`);
	}
	const spec = result.data;
	checkVersion(spec.version);
	if (!spec.name.includes(".")) {
		const message = `${where}: name: "${spec.name}" has no vendor: write vendor.${spec.name}`;
		throw new PluginRefused("bad-id", message);
	}
	const { family } = partsOfPluginId(idOf(spec));
	for (const text of spec.dependencies) {
		if (parseDependency(text).family !== family) continue;
		throw new PluginRefused("dependency-cycle", `${where}: ${idOf(spec)} depends on itself`);
	}
	return spec;
}

/** A list of specs; the same build twice is refused. */
export function parseSpecs(value: unknown, where: string): PluginSpec[] {
	if (!Array.isArray(value)) {
		throw new PluginRefused("bad-spec", `${where}: must be an array of plugin specs`);
	}
	const specs = value.map((each, index) => parseSpec(each, `${where}[${index}]`));
	checkUnique(specs, where);
	return specs;
}

export function checkUnique(specs: readonly PluginSpec[], where: string): void {
	const seen = new Set<string>();
	for (const spec of specs) {
		const build = buildOf(spec);
		if (seen.has(build)) {
			throw new PluginRefused("duplicate", `${where}: ${build} is listed twice: keep one of them`);
		}
		seen.add(build);
	}
}

/** `vendor.name.version` */
export function idOf(spec: Pick<PluginSpec, "name" | "version">): string {
	return `${spec.name}.${spec.version}`;
}

/** What there can be only one of. */
export function buildOf(spec: Pick<PluginSpec, "name" | "version" | "arch">): string {
	return `${idOf(spec)} (${spec.arch})`;
}

/** An order that every host has: by name, the newest first, then by architecture. */
export function inListOrder(a: PluginSpec, b: PluginSpec): number {
	return (
		compareText(a.name, b.name) || newestFirst(a.version, b.version) || compareText(a.arch, b.arch)
	);
}

/** By code units: a locale's order would give the same manifest another id elsewhere. */
function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
