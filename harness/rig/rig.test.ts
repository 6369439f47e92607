/** The rig itself: what a power cut takes and leaves, through each interface that engines use. */
import { afterAll, describe, expect, test } from "bun:test";
import {
	accessSync,
	closeSync,
	constants,
	fsyncSync,
	mkdtempSync,
	openSync,
	readSync,
	rmSync,
	writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rig } from "../contract/index.ts";
import { allocateGuarded } from "../ffi/index.ts";
import { openRig, releaseBelow } from "./index.ts";
import type { MountProgram } from "./mount.ts";
import { mountsBelow, parseMountInfo } from "./mounts.ts";

const scratch = mkdtempSync(join(tmpdir(), "assay-rig-"));
let rigs = 0;

afterAll(() => {
	releaseBelow(scratch);
	rmSync(scratch, { recursive: true, force: true });
});

/** Without them the rig's checks are could-not-run, and so are these tests. */
const programs: MountProgram[] = canWriteFuse()
	? [
			...(process.getuid?.() === 0 ? (["fuse_device"] as const) : []),
			...(Bun.which("nbdfuse") && Bun.which("fusermount3") ? (["nbdfuse"] as const) : []),
		]
	: [];

function canWriteFuse(): boolean {
	try {
		accessSync("/dev/fuse", constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

async function withRig(program: MountProgram, use: (rig: Rig) => Promise<void>): Promise<void> {
	const options = { sizeBytes: 1 << 20, seed: 1 };
	const rig = await openRig(join(scratch, `rig-${++rigs}`), options, program);
	try {
		await use(rig);
	} finally {
		await rig.close();
	}
	expect(mountsBelow(scratch)).toEqual([]);
}

const pageBytes = 4096;
const page = allocateGuarded(pageBytes);

function write(descriptor: number, value: number, index: number): void {
	page.bytes.fill(value);
	expect(writeSync(descriptor, page.bytes, 0, pageBytes, index * pageBytes)).toBe(pageBytes);
}

/** First and last byte of each page, of a file that was opened after whatever happened before. */
function contents(rig: Rig, pages: number): number[] {
	const descriptor = openSync(rig.path, "r");
	const values = Array.from({ length: pages }, (_, index) => {
		readSync(descriptor, page.bytes, 0, pageBytes, index * pageBytes);
		expect(page.bytes[0]).toBe(page.bytes[pageBytes - 1] as number);
		return page.bytes[0] as number;
	});
	closeSync(descriptor);
	return values;
}

/** Writes page 0 and makes it durable, then page 1 and does not; cuts; says what is left. */
async function afterCut(rig: Rig, flags: number): Promise<number[]> {
	const descriptor = openSync(rig.path, constants.O_RDWR | flags);
	write(descriptor, 1, 0);
	fsyncSync(descriptor);
	write(descriptor, 2, 1);
	readSync(descriptor, page.bytes, 0, pageBytes, pageBytes);
	expect(page.bytes[0]).toBe(2);
	await rig.cut();
	closeSync(descriptor);
	await rig.restore("none");
	return contents(rig, 2);
}

describe.each(programs)("%s", (program) => {
	test.each([
		["buffered", 0],
		["O_DIRECT", constants.O_DIRECT],
	])("%s: what was synced survives a cut, what was only written does not", async (_how, flags) => {
		await withRig(program, async (rig) => {
			expect(await afterCut(rig, flags)).toEqual([1, 0]);
		});
	});

	test.each([
		["buffered", 0],
		["O_DIRECT", constants.O_DIRECT],
	])("%s with O_DSYNC: every write survives", async (_how, flags) => {
		await withRig(program, async (rig) => {
			expect(await afterCut(rig, flags | constants.O_DSYNC)).toEqual([1, 2]);
		});
	});

	test("a mapping's pages survive once they were synced, and not before", async () => {
		await withRig(program, async (rig) => {
			const descriptor = openSync(rig.path, "r+");
			const mapping = Bun.mmap(rig.path, { shared: true });
			mapping.fill(1, 0, pageBytes);
			fsyncSync(descriptor);
			mapping.fill(2, pageBytes, 2 * pageBytes);
			closeSync(descriptor);
			await rig.restore("none");
			expect(contents(rig, 2)).toEqual([1, 0]);
		});
	});

	test("a cut at a request stops it and everything after it, until power is back", async () => {
		await withRig(program, async (rig) => {
			await rig.armCut(3);
			const script = `const fs = require("node:fs"); const fd = fs.openSync(${JSON.stringify(rig.path)}, "r+");
				for (let i = 0; i < 9; i++) { fs.writeSync(fd, Buffer.alloc(4096, i + 1), 0, 4096, i * 4096); console.log(i); }`;
			const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
			await rig.powerFailed;
			child.kill("SIGKILL");
			await rig.restore("all");
			await child.exited;
			expect(await new Response(child.stdout).text()).toBe("0\n1\n");
			expect(contents(rig, 4)).toEqual([1, 2, 3, 0]);
			expect((await rig.requests()).unflushed).toBe(0);
		});
	});

	test("faults reach the caller as the errors of a device, and end when they are lifted", async () => {
		await withRig(program, async (rig) => {
			const descriptor = openSync(rig.path, "r+");
			write(descriptor, 1, 0);
			await rig.setFaults([{ on: ["write"], error: "EIO" }]);
			expect(() => write(descriptor, 2, 0)).toThrow("EIO");
			await rig.setFaults([{ on: ["write"], error: "ENOSPC", times: 1 }]);
			expect(() => write(descriptor, 2, 0)).toThrow("ENOSPC");
			write(descriptor, 3, 1);
			await rig.setFaults([{ on: ["flush"], error: "EIO", times: 1 }]);
			expect(() => fsyncSync(descriptor)).toThrow("EIO");
			fsyncSync(descriptor);
			await rig.setFaults([{ on: ["read"], error: "EIO" }]);
			const direct = openSync(rig.path, constants.O_RDONLY | constants.O_DIRECT);
			expect(() => readSync(direct, page.bytes, 0, pageBytes, 0)).toThrow("EIO");
			await rig.setFaults([]);
			closeSync(direct);
			closeSync(descriptor);
			expect(contents(rig, 2)).toEqual([1, 3]);
		});
	});
});

// Skipped, and so seen, where no device can be mounted.
test.if(programs.length > 0)("each way to mount a device that this user has was tested", () => {
	expect(programs).toContain(process.getuid?.() === 0 ? "fuse_device" : "nbdfuse");
});

test("mount points are read from mountinfo, with blanks in their names", () => {
	const text = `22 1 0:21 / /proc rw - proc proc rw
50 1 0:40 / /tmp/a\\040b/mount rw,nosuid - fuse /dev/fuse rw
`;
	expect(parseMountInfo(text)).toEqual(["/proc", "/tmp/a b/mount"]);
});
