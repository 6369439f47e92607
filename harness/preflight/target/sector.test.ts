import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sectorBytesOf } from "./sector.ts";

const directory = mkdtempSync(join(tmpdir(), "assay-sector-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A /sys/dev/block that has one disk with one partition, the one that holds `directory`. */
function systemWith(bytes: string | undefined, place: "disk" | "partition"): string {
	const system = mkdtempSync(join(directory, "sys-"));
	const { dev } = statSync(directory);
	const name = `${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`;
	const own = place === "disk" ? "disk" : "disk/part1";
	mkdirSync(join(system, own), { recursive: true });
	mkdirSync(join(system, "disk/queue"));
	if (bytes !== undefined) writeFileSync(join(system, "disk/queue/logical_block_size"), bytes);
	symlinkSync(own, join(system, name));
	return system;
}

test("sectors are those of the disk that holds the file, of its partition too", () => {
	expect(sectorBytesOf(directory, systemWith("4096\n", "disk"))).toBe(4096);
	expect(sectorBytesOf(directory, systemWith("4096\n", "partition"))).toBe(4096);
	expect(sectorBytesOf(directory, systemWith("512\n", "disk"))).toBe(512);
});

test("where the kernel says nothing that makes sense, sectors have 512 bytes", () => {
	expect(sectorBytesOf(directory, systemWith(undefined, "disk"))).toBe(512);
	expect(sectorBytesOf(directory, systemWith("wrong\n", "disk"))).toBe(512);
	expect(sectorBytesOf(directory, join(directory, "no-sys"))).toBe(512);
});

test("this machine's own answer is a power of two", () => {
	const bytes = sectorBytesOf(directory);
	expect(bytes & (bytes - 1)).toBe(0);
	expect(bytes).toBeGreaterThanOrEqual(512);
});
