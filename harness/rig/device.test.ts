import { expect, test } from "bun:test";
import type { DeviceFault } from "../contract/index.ts";
import { FaultyDevice } from "./device.ts";

const write = (value: number, offset = 0) => ({
	kind: "write" as const,
	cookie: 0n,
	offset,
	data: new Uint8Array(512).fill(value),
	fua: false,
});
const read = (offset = 0) => ({ kind: "read" as const, cookie: 0n, offset, length: 512 });
const flush = { kind: "flush" as const, cookie: 0n };
const make = (...faults: DeviceFault[]) => {
	const device = new FaultyDevice(1 << 20, 1);
	device.setFaults(faults);
	return device;
};
/** `done`, the error's name, or `lost`, of each request in turn. */
const told = (device: FaultyDevice, ...requests: Parameters<FaultyDevice["serve"]>[0][]) =>
	requests.map((request) => {
		const answer = device.serve(request);
		return answer.kind === "error" ? answer.error : answer.kind;
	});

test("a transient fault meets the requests of its kind that it was told to", () => {
	const device = make({ on: ["write"], error: "EIO", skip: 1, times: 2 });
	expect(told(device, read(), write(1), write(2), read(), write(3), write(4))).toEqual([
		"done",
		"done",
		"EIO",
		"done",
		"EIO",
		"done",
	]);
	expect(device.disk.read(0, 1)[0]).toBe(4);
});

test("a failed write changes nothing", () => {
	const device = make();
	device.serve(write(1));
	device.setFaults([{ on: ["write"], error: "ENOSPC" }]);
	expect(told(device, write(2), { ...write(0), kind: "zero", length: 512 })).toEqual([
		"ENOSPC",
		"ENOSPC",
	]);
	expect(device.disk.read(0, 1)[0]).toBe(1);
});

test("a persistent fault of a range leaves the rest alone, and ends when faults are set anew", () => {
	const device = make({
		on: ["read", "write"],
		error: "EIO",
		range: { fromByte: 512, toByte: 1024 },
	});
	const row = [read(0), read(512), write(1, 1024), write(1, 512), flush] as const;
	expect(told(device, ...row)).toEqual(["done", "EIO", "done", "EIO", "done"]);
	device.setFaults([]);
	expect(told(device, ...row)).toEqual(["done", "done", "done", "done", "done"]);
});

test("a failed flush loses what it should have saved, if it is told to", () => {
	for (const losesUnflushed of [false, true]) {
		const device = make({ on: ["flush"], error: "EIO", times: 1, losesUnflushed });
		expect(told(device, write(1), flush, flush)).toEqual(["done", "EIO", "done"]);
		device.cut();
		device.restore("all");
		expect(device.disk.read(0, 1)[0]).toBe(losesUnflushed ? 0 : 1);
	}
});

test("a slow request is served, and late", () => {
	const device = make({ on: ["write"], delayUs: 500 });
	expect(device.serve(write(1))).toMatchObject({ kind: "done", delayUs: 500 });
	expect(device.serve(read())).toMatchObject({ kind: "done", delayUs: 0 });
});

test("the power fails at the armed request: it may have happened, and nobody answers any more", () => {
	for (const [survival, left] of [
		["none", 1],
		["all", 2],
	] as const) {
		const device = make();
		expect(told(device, write(1), flush)).toEqual(["done", "done"]);
		device.armCut(1);
		expect(told(device, read(), write(2), write(3), flush)).toEqual([
			"done",
			"lost",
			"lost",
			"lost",
		]);
		device.restore(survival);
		expect(device.disk.read(0, 1)[0]).toBe(left);
		expect(told(device, write(4), flush)).toEqual(["done", "done"]);
	}
});

test("the power fails inside a flush that covers enough, and only the newest write is there", () => {
	const device = make();
	device.armCut(2, 2);
	const row = [write(1), write(2), flush, write(3), flush, write(4), write(5, 512), flush] as const;
	expect(told(device, ...row)).toEqual([...Array(7).fill("done"), "lost"]);
	device.restore("newest");
	expect([device.disk.read(0, 1)[0], device.disk.read(512, 1)[0]]).toEqual([3, 5]);
	expect(told(device, write(6), write(7), flush, write(8), write(9), flush)).not.toContain("lost");
});

test("a flush that was under way when the power failed saved nothing for sure", () => {
	const device = make();
	device.serve(write(1));
	device.armCut(1);
	expect(told(device, flush)).toEqual(["lost"]);
	device.restore("none");
	expect(device.disk.read(0, 1)[0]).toBe(0);
});

test("rolled back, the device holds what was durable at the checkpoint", () => {
	const device = make();
	told(device, write(1), flush, write(2));
	device.checkpoint();
	told(device, flush, write(3), flush);
	device.cut();
	device.rollBack();
	expect(device.disk.read(0, 1)[0]).toBe(1);
	expect(told(device, write(4), flush)).toEqual(["done", "done"]);
	device.rollBack();
	expect(device.disk.read(0, 1)[0]).toBe(1);
});

test("a renewed device holds nothing", () => {
	const device = make();
	told(device, write(1), flush);
	device.cut();
	device.renew();
	expect(device.disk.read(0, 1)[0]).toBe(0);
	expect(device.powered).toBe(true);
});

test("the same seed leaves the same survivors, another one others", () => {
	const left = (seed: number) => {
		const device = new FaultyDevice(1 << 20, seed);
		for (let index = 0; index < 64; index++) device.serve(write(1, index * 512));
		device.cut();
		device.restore("subset");
		return Array.from({ length: 64 }, (_, index) => device.disk.read(index * 512, 1)[0]).join("");
	};
	expect(left(5)).toBe(left(5));
	expect(left(5)).not.toBe(left(6));
});

test("requests are counted by kind", () => {
	const device = make();
	told(device, write(1), read(), read(), flush, { ...write(0), kind: "trim", length: 512 });
	expect(device.requests).toEqual({ reads: 2, writes: 2, flushes: 1, total: 5, unflushed: 1 });
});
