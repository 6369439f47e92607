/** What a standby engine of the nvme family reads ahead, it reads again where it changed since. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	allocateGuarded,
	NativeEngine,
	openLibrary,
	readEngineImage,
} from "../../harness/ffi/index.ts";
import { readText } from "../../harness/load/process-facts.ts";
import { inspectEngine } from "../../harness/preflight/index.ts";

setDefaultTimeout(60_000);

const build = join(import.meta.dir, "..", "..", "build");
const directory = mkdtempSync(join(build, "read-ahead-"));
const device = join(directory, "device");
const inspected = inspectEngine(join(build, "engines", "nvme.so"));
if (!inspected.ok) throw new Error(inspected.refusal.message);
const { file } = inspected.prepared;
const library = openLibrary(readEngineImage(file));
const blockBytes = 512;
/** A bitmap of 92 pages, of which each of its regions has two. */
const capacityBlocks = 3_000_000;
const bitmapBytes = Math.ceil(capacityBlocks / 8 / 4096) * 4096;
const first = 5n;
const middle = 1_600_000n;
const last = BigInt(capacityBlocks - 1);
const [written, read] = [allocateGuarded(blockBytes), allocateGuarded(blockBytes)];
const absent = -2;

afterAll(() => {
	library.close();
	rmSync(directory, { recursive: true });
});

function open(standby: boolean): NativeEngine {
	const config = { device, block_size: blockBytes, capacity_blocks: capacityBlocks, standby };
	const { descriptor } = file;
	const outcome = NativeEngine.initialize(library, descriptor, blockBytes, JSON.stringify(config));
	if (!outcome.ok) throw new Error(outcome.message);
	return outcome.engine;
}

/** Bytes that this thread has read, by any call. */
const bytesRead = () => Number(/rchar: (\d+)/.exec(readText("/proc/thread-self/io"))?.[1]);

function activate(engine: NativeEngine): number {
	const before = bytesRead();
	expect(engine.activate()).toBe(0);
	return bytesRead() - before;
}

function write(engine: NativeEngine, id: bigint, byte: number): void {
	written.bytes.fill(byte);
	expect(engine.write(id, written)).toBe(0);
}

/** Of each block its byte, undefined: absent. */
function expectBlocks(engine: NativeEngine, blocks: readonly [bigint, number | undefined][]): void {
	for (const [id, byte] of blocks) {
		const status = engine.read(id, read);
		const found = status === 0 ? read.bytes[0] : status;
		expect([id, found]).toEqual([id, byte ?? absent]);
	}
	const present = blocks.filter(([, byte]) => byte !== undefined).length;
	expect(engine.stats()).toMatchObject({ usedBytes: BigInt(present * blockBytes) });
}

beforeAll(() => {
	writeFileSync(device, "");
	truncateSync(device, 2 ** 31);
	const engine = open(false);
	write(engine, first, 1);
	write(engine, middle, 1);
	expect(engine.shutdown()).toBe(0);
});

test("only what changed is read while nobody can write, and nothing of it is missed", () => {
	const old = open(false);
	const next = open(true);
	write(old, last, 2);
	expect(old.flush()).toBe(0);
	expect(old.delete(middle)).toBe(0);
	write(old, first, 3);
	expect(old.quiesce(5000)).toBe(0);
	// Two regions of 46, and neither the superblock nor the meeting page.
	expect(activate(next)).toBeLessThan(bitmapBytes / 8);
	expectBlocks(next, [
		[first, 3],
		[middle, undefined],
		[last, 2],
	]);
	expect(old.write(first, written)).toBe(-116);
	// Back again: what the first engine knows is from before, all of it.
	write(next, middle, 4);
	expect(next.delete(last)).toBe(0);
	expect(next.quiesce(5000)).toBe(0);
	expect(activate(old)).toBeGreaterThanOrEqual(bitmapBytes);
	expectBlocks(old, [
		[first, 3],
		[middle, 4],
		[last, undefined],
	]);
	expect([next.shutdown(), old.shutdown()]).toEqual([0, 0]);
});

test("a fenced engine that takes over again forgets what it did not bring to the device", () => {
	const old = open(false);
	write(old, last, 5);
	// By force: what was not flushed is in nobody's bitmap.
	const next = open(true);
	activate(next);
	expectBlocks(next, [
		[first, 3],
		[middle, 4],
		[last, undefined],
	]);
	expect(old.activate()).toBe(0);
	expectBlocks(old, [
		[first, 3],
		[middle, 4],
		[last, undefined],
	]);
	expect([next.shutdown(), old.shutdown()]).toEqual([0, 0]);
});

test("a standby that nobody serves beside reads everything when it takes over", () => {
	const next = open(true);
	const other = open(false);
	write(other, last, 6);
	expect(other.shutdown()).toBe(0);
	expect(activate(next)).toBeGreaterThanOrEqual(bitmapBytes);
	expectBlocks(next, [
		[first, 3],
		[middle, 4],
		[last, 6],
	]);
	expect(next.shutdown()).toBe(0);
});
