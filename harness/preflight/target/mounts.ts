/** Mounts, as /proc/self/mountinfo lists them. */
import { readFileSync } from "node:fs";

export interface Mount {
	/** "254:0" */
	readonly device: string;
	readonly path: string;
	readonly fileSystem: string;
	readonly source: string;
	readonly readOnly: boolean;
}

/** Pure. Lines that do not parse are left out: the kernel writes none. */
export function parseMounts(text: string): Mount[] {
	return text.split("\n").flatMap((line): Mount[] => {
		const [left, right] = line.split(" - ");
		const [, , device, , path, options] = (left ?? "").split(" ");
		const [fileSystem, source, superOptions] = (right ?? "").split(" ");
		if (!device || !path || !fileSystem) return [];
		const readOnly = [options, superOptions].some((each) => each?.split(",").includes("ro"));
		return [
			{ device, path: decodeOctal(path), fileSystem, source: decodeOctal(source ?? ""), readOnly },
		];
	});
}

/** Spaces, tabs, newlines and backslashes stand as three octal digits. */
function decodeOctal(text: string): string {
	return text.replace(/\\([0-7]{3})/g, (_, digits) =>
		String.fromCharCode(Number.parseInt(digits, 8)),
	);
}

export function readMounts(): Mount[] {
	return parseMounts(readFileSync("/proc/self/mountinfo", "utf8"));
}

/** The mount that an absolute, resolved path lies in: the longest, and of equals the last. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
	let found: Mount | undefined;
	for (const mount of mounts) {
		const prefix = mount.path.endsWith("/") ? mount.path : `${mount.path}/`;
		const inside = path === mount.path || path.startsWith(prefix);
		if (inside && mount.path.length >= (found?.path.length ?? 0)) found = mount;
	}
	return found;
}

/** File systems that keep everything in memory: nothing on them is ever durable. */
export const memoryFileSystems: ReadonlySet<string> = new Set([
	"tmpfs",
	"ramfs",
	"devtmpfs",
	"hugetlbfs",
]);
