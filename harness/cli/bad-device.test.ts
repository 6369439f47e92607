/** Block devices that are not free, on loop devices; skipped where those cannot be made. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assay, filesBelow, makeDirectory } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

const path = `${process.env.PATH}:/sbin:/usr/sbin`;
const run = (...words: string[]) => Bun.spawnSync(words, { env: { ...process.env, PATH: path } });
const output = (...words: string[]) =>
	run(...words)
		.stdout.toString()
		.trim();

/** Why not, or undefined: shown in the names of the tests. */
const obstacle =
	process.getuid?.() !== 0
		? "needs root"
		: output("losetup", "-f") === ""
			? "no loop device is free"
			: undefined;

let directory: string;
const devices: string[] = [];
const mounts: string[] = [];
beforeAll(() => {
	directory = makeDirectory("bad-device");
});
afterAll(() => {
	for (const mount of mounts) run("umount", mount);
	for (const device of devices) run("losetup", "-d", device);
	rmSync(directory, { recursive: true, force: true });
});

function loop(name: string, megabytes: number, prepare?: (image: string) => void): string {
	const image = join(directory, name);
	writeFileSync(image, "");
	truncateSync(image, megabytes << 20);
	prepare?.(image);
	const device = output("losetup", "-f", "--show", "-P", image);
	if (!device.startsWith("/dev/")) throw new Error(`losetup gave "${device}"`);
	devices.push(device);
	return device;
}

function testOn(device: string, ...words: string[]) {
	const only = ["test", "nvme", "--only", "data.delete"];
	return assay([...only, "--target", device, ...words], directory);
}

function refused(device: string, ...words: string[]): string {
	const before = filesBelow(directory);
	const { code, stdout, stderr } = testOn(device, ...words);
	expect({ code, stderr }).toMatchObject({ code: 2 });
	expect(stderr).toMatch(/^assay: [^\n]+\.\n$/);
	expect(stdout).toBe("");
	expect(filesBelow(directory)).toEqual(before);
	return stderr;
}

describe.skipIf(obstacle !== undefined)(`block devices (${obstacle ?? "loop devices"})`, () => {
	test("one that nobody uses is tested", () => {
		const { code, stderr } = testOn(loop("free", 64));
		expect({ code, stderr }).toMatchObject({ code: 0 });
	});

	test("one that is too small is refused", () => {
		expect(refused(loop("small", 4))).toContain("at least");
	});

	test("one with a file system needs its name twice; mounted, nothing helps", () => {
		const device = loop("ext4", 64, (image) => {
			expect(run("mkfs.ext4", "-q", "-F", image).exitCode).toBe(0);
		});
		expect(refused(device)).toContain("ext2/3/4");
		const mount = join(directory, "mounted");
		mkdirSync(mount);
		if (run("mount", device, mount).exitCode === 0) {
			mounts.push(mount);
			expect(refused(device)).toContain(`is mounted at ${mount}`);
			expect(refused(device, "--yes-destroy", device)).toContain("is mounted");
			expect(run("umount", mount).exitCode).toBe(0);
			mounts.pop();
		}
		expect(run("fsck.ext4", "-n", "-f", device).exitCode).toBe(0);
		expect(testOn(device, "--yes-destroy", device).code).toBe(0);
		expect(run("fsck.ext4", "-n", "-f", device).exitCode).not.toBe(0);
	});

	test("one with a partition table needs its name twice", () => {
		// An MBR written by hand: one Linux partition of 16 MiB from sector 2048 on.
		const device = loop("table", 64, (image) => {
			const sector = new Uint8Array(512);
			const view = new DataView(sector.buffer);
			view.setUint8(446 + 4, 0x83);
			view.setUint32(446 + 8, 2048, true);
			view.setUint32(446 + 12, 32_768, true);
			view.setUint16(510, 0xaa55, true);
			writeFileSync(image, Buffer.concat([sector, Buffer.alloc((64 << 20) - 512)]));
		});
		expect(refused(device)).toMatch(/is partitioned|partition table/);
	});

	test("a file that backs a loop device is in use", () => {
		const device = loop("backing", 64);
		const image = join(directory, "backing");
		expect(refused(image, "--yes-destroy", image)).toContain(`by ${device}`);
	});
});

const canMount = process.getuid?.() === 0;

describe.skipIf(!canMount)(`no space (${canMount ? "a small tmpfs" : "needs root"})`, () => {
	test("neither for the results nor for engines", () => {
		const small = join(directory, "no-space");
		mkdirSync(small);
		expect(run("mount", "-t", "tmpfs", "-o", "size=1M", "tmpfs", small).exitCode).toBe(0);
		mounts.push(small);
		const words = ["test", "memory", "--only", "data.delete"];
		const results = assay([...words, "--out", join(small, "results")], directory);
		expect(results).toMatchObject({ code: 2, stdout: "" });
		expect(results.stderr).toMatch(/^assay: --out [^\n]* no space left[^\n]*\.\n$/);
		const engines = assay([...words, "--target", small], directory);
		expect(engines).toMatchObject({ code: 2, stdout: "" });
		expect(engines.stderr).toMatch(/^assay: Target [^\n]* MiB free[^\n]*\.\n$/);
		expect(filesBelow(small)).toEqual([]);
	});
});
