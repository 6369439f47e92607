import { afterAll, expect, test } from "bun:test";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { noiseSchema } from "../../results/schema/index.ts";
import { calibrateClock } from "../ffi/clock.ts";
import { deviceBytesOf, longestGapNs, watchNoise } from "./noise.ts";

calibrateClock();
const directory = mkdtempSync(join(import.meta.dir, "..", "..", "build", "noise-"));
afterAll(() => rmSync(directory, { recursive: true }));

const diskstats = [
	"   7       0 loop0 1 0 8 0 2 0 16 0 0 0 0 0 0 0 0",
	" 254       0 vda 100 5 2000 40 30 6 4096 70 0 50 110 0 0 0 0",
	" 254       1 vda1 bad 5 x 40 30 6 y 70",
].join("\n");

test("a device's sectors are found by its number, never by its name", () => {
	expect(deviceBytesOf(diskstats, "254:0")).toEqual({
		readBytes: 1_024_000,
		writeBytes: 2_097_152,
	});
	expect(deviceBytesOf(diskstats, "7:0")).toEqual({ readBytes: 4096, writeBytes: 8192 });
	expect(deviceBytesOf(diskstats, "254:1")).toBeUndefined();
	expect(deviceBytesOf(diskstats, "0:40")).toBeUndefined();
	expect(deviceBytesOf(diskstats, undefined)).toBeUndefined();
	expect(deviceBytesOf("", "254:0")).toBeUndefined();
});

test("the spinner's longest gap is at least one reading, at most all of its time", () => {
	const gap = longestGapNs(2e6);
	expect(gap).toBeGreaterThan(0);
	expect(longestGapNs(0)).toBe(0);
});

test("what a synced write moved is in the ledger, and every entry is one the record knows", () => {
	const path = join(directory, "target");
	const file = openSync(path, "w");
	const meter = watchNoise(path);
	writeSync(file, new Uint8Array(1 << 20).fill(7));
	fsyncSync(file);
	const ledger = meter.finish();
	closeSync(file);
	expect(noiseSchema.strict().parse(ledger)).toEqual(ledger);
	// A file system without a disk of its own, such as an overlay, has no counters.
	if (ledger.deviceWriteBytes !== undefined) {
		expect(ledger.deviceWriteBytes).toBeGreaterThanOrEqual(1 << 20);
	}
	expect(ledger.schedulerGapNsMax).toBeGreaterThan(0);
	expect(ledger.garbageCollectionNs).toBeGreaterThan(0);
	for (const name of ["stealPercent", "cpuPressurePercent", "ioPressurePercent"] as const) {
		expect(ledger[name] ?? 0).toBeGreaterThanOrEqual(0);
	}
});

test("a collection during the run is seen, and none is not made up", () => {
	const path = join(directory, "target");
	expect(watchNoise(path).finish().garbageCollected).toBe(false);
	const meter = watchNoise(path);
	Bun.gc(true);
	expect(meter.finish().garbageCollected).toBe(true);
});
