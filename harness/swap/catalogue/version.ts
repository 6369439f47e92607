/** Versions as the ABI note and PluginMeta pack them: three numbers in 32 bits. Pure. */
import semver from "semver";
import { PluginRefused } from "./refusal.ts";

/** Labels such as `-rc.1` have no place in a packed version, and are refused. */
export function checkVersion(version: string): string {
	const parsed = semver.parse(version);
	const plain = parsed && `${parsed.major}.${parsed.minor}.${parsed.patch}`;
	if (parsed && plain === version && parsed.major < 65536 && parsed.minor < 256) {
		if (parsed.patch < 256) return version;
	}
	throw new PluginRefused(
		"bad-spec",
		`"${version}" is no plugin version: it must be MAJOR.MINOR.PATCH, up to 65535.255.255`,
	);
}

/** major << 16 | minor << 8 | patch, as the article has it: 2.15.3 is 0x020f03. */
export function packVersion(version: string): number {
	const [major = 0, minor = 0, patch = 0] = checkVersion(version).split(".").map(Number);
	return major * 65536 + minor * 256 + patch;
}

export function unpackVersion(packed: number): string {
	return `${Math.floor(packed / 65536)}.${(packed >> 8) & 255}.${packed & 255}`;
}

/** A range of the npm kind: `1.2.0`, `^1.2`, `>=1 <3`, `*`. */
export function checkRange(range: string): string {
	// An empty range means anything to the library; here it is a word that was forgotten.
	if (range.trim() !== "" && semver.validRange(range) !== null) return range;
	throw new PluginRefused(
		"bad-spec",
		`"${range}" is no version range: write 1.2.0, ^1.2, ">=1 <3" or *`,
	);
}

export function isInRange(version: string, range: string): boolean {
	return semver.satisfies(version, range);
}

/** Newest first. */
export function newestFirst(a: string, b: string): number {
	return semver.rcompare(a, b);
}
