/** The glibc releases that an engine needs, against those that this host's libc defines. */
import { readFileSync } from "node:fs";
import { type ElfFacts, parseDefinedVersions } from "./elf/index.ts";
import { engineBytesMax, readRegularFile } from "./read-file.ts";

export interface HostLibc {
	readonly path: string;
	readonly versions: ReadonlySet<string>;
	readonly highest: string | undefined;
}

let cached: HostLibc | undefined | "unknown" = "unknown";

/** The libc mapped into this very process: the one that engines will be linked against. */
export function hostLibc(): HostLibc | undefined {
	if (cached !== "unknown") return cached;
	cached = findHostLibc();
	return cached;
}

function findHostLibc(): HostLibc | undefined {
	const maps = readFileSync("/proc/self/maps", "utf8");
	const path = /(\/\S*\/libc(?:-[0-9.]+)?\.so(?:\.6)?)$/m.exec(maps)?.[1];
	if (path === undefined) return undefined;
	const file = readRegularFile(path, engineBytesMax);
	if (!file.ok) return undefined;
	const defined = parseDefinedVersions(file.data);
	if (!defined.ok || defined.versions.length === 0) return undefined;
	const versions = new Set(defined.versions);
	return { path, versions, highest: highestGlibc(versions) };
}

/** "GLIBC_2.36" of a set of version names. */
export function highestGlibc(versions: Iterable<string>): string | undefined {
	let highest: { name: string; rank: number } | undefined;
	for (const name of versions) {
		const match = /^GLIBC_(\d+)\.(\d+)(?:\.(\d+))?$/.exec(name);
		if (match === null) continue;
		const rank = Number(match[1]) * 1e6 + Number(match[2]) * 1e3 + Number(match[3] ?? 0);
		if (highest === undefined || rank > highest.rank) highest = { name, rank };
	}
	return highest?.name;
}

export function glibcVersionsNeeded(elf: ElfFacts): string[] {
	return elf.neededVersions
		.filter(({ file }) => file === "libc.so.6")
		.flatMap(({ versions }) => versions);
}

/** What the engine needs of libc and the host lacks; the loader would refuse it. */
export function missingGlibc(elf: ElfFacts, libc: HostLibc): string[] {
	return glibcVersionsNeeded(elf).filter((version) => !libc.versions.has(version));
}
