import { readFileSync } from "node:fs";
import { deviceNumberOf } from "../../contract/index.ts";

const sectorBytesMin = 512;

/**
 * Logical sectors of the block device, or of the one that holds the file or directory: the smallest
 * block that goes past the page cache there. 512 where the kernel does not say, as for the device
 * numbers of overlays and btrfs.
 */
export function sectorBytesOf(path: string, system = "/sys/dev/block"): number {
	const device = deviceNumberOf(path);
	// A partition has no queue of its own.
	for (const queue of ["queue", "../queue"]) {
		const bytes = readNumber(`${system}/${device}/${queue}/logical_block_size`);
		if (bytes !== undefined) return Math.max(sectorBytesMin, bytes);
	}
	return sectorBytesMin;
}

function readNumber(path: string): number | undefined {
	try {
		const value = Number(readFileSync(path, "utf8"));
		return Number.isSafeInteger(value) && value > 0 ? value : undefined;
	} catch {
		return undefined;
	}
}
