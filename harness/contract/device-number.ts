import { statSync } from "node:fs";

/**
 * "major:minor" of the block device, or of the one that holds the file or directory, as sysfs and
 * procfs name it. Linux spreads both over 64 bits, see makedev(3). Throws if there is no such path.
 */
export function deviceNumberOf(path: string): string {
	const facts = statSync(path, { bigint: true });
	const number = facts.isBlockDevice() ? facts.rdev : facts.dev;
	const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & ~0xfffn);
	const minor = (number & 0xffn) | ((number >> 12n) & ~0xffn & 0xffffffffn);
	return `${major}:${minor}`;
}
