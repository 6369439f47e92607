import { readdirSync, readFileSync } from "node:fs";

/** What this process holds of the host: what a swap must not leave more of. */
export interface HostUse {
	readonly residentBytes: number;
	readonly descriptors: number;
	readonly threads: number;
	readonly maps: number;
}

const kibibytes = (status: string, name: string): number => {
	const found = status.match(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m"))?.[1];
	if (found === undefined) throw new Error(`/proc/self/status has no ${name}`);
	return Number(found) * 1024;
};

/**
 * Maps are counted without what the allocators of JavaScript and C do for themselves: anonymous
 * ones come and go with every garbage collection. A library or a file left mapped has a name.
 */
export function hostUse(): HostUse {
	const status = readFileSync("/proc/self/status", "utf8");
	const maps = readFileSync("/proc/self/maps", "utf8").trimEnd().split("\n");
	return {
		// RssFile counts pages of the page cache that happen to be mapped: they are nobody's.
		residentBytes: kibibytes(status, "RssAnon") + kibibytes(status, "RssShmem"),
		// The listing's own descriptor is one of them.
		descriptors: readdirSync("/proc/self/fd").length - 1,
		threads: readdirSync("/proc/self/task").length,
		maps: maps.filter((line) => line.split(/\s+/)[5]?.startsWith("/")).length,
	};
}
