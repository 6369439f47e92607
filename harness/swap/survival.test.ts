import { expect, test } from "bun:test";
import type { EngineDescriptor, SwapDrill } from "../contract/index.ts";
import { descriptorOfBoth, survivalResultOf } from "./survival.ts";

const descriptor = (changes: Partial<EngineDescriptor>): EngineDescriptor => ({
	name: "one",
	vendor: "acme",
	build: "",
	version: "1.0.0",
	abiVersion: { major: 1, minor: 0 },
	capabilities: ["swap", "batch"],
	guarantees: ["thread-safe", "durable-at-write", "atomic-blocks"],
	blockBytesMin: 512,
	blockBytesMax: 4096,
	bufferAlignment: 8,
	...changes,
});

test("of two engines only what both promise is held against either", () => {
	const weaker = descriptor({
		name: "two",
		capabilities: ["swap"],
		guarantees: ["thread-safe", "durable-at-write", "absent-reads-zeros"],
	});
	for (const both of [
		descriptorOfBoth(descriptor({}), weaker),
		descriptorOfBoth(weaker, descriptor({})),
	]) {
		expect(both.capabilities).toEqual(["swap"]);
		// Reading zeros is a licence: one engine that has it is enough.
		expect([...both.guarantees].sort()).toEqual([
			"absent-reads-zeros",
			"durable-at-write",
			"thread-safe",
		]);
	}
});

const drill = { id: "swap.power-cut", survives: "power-cut" } as SwapDrill;
const parties = { from: "one", to: "two" };
const counted = { swaps: 3, acknowledgedWrites: 40, reads: 256, details: { cuts: 8 } };

test("a drill that failed says what was found, and does not count what nobody counted", () => {
	const evidence = { expected: "write 5", found: "-ENOENT" };
	const outcome = { verdict: "fail" as const, message: "lost", evidence };
	const failed = survivalResultOf(drill, parties, { outcome, ...counted }, 10);
	expect(failed).toMatchObject({ verdict: "fail", evidence, survives: "power-cut", count: 3 });
	expect(failed.lostWrites).toBeUndefined();
});

test("a drill that did not run has no acknowledged writes, rather than 0 of them", () => {
	const outcome = { verdict: "could-not-run" as const, message: "needs /dev/fuse" };
	const nothing = { swaps: 0, acknowledgedWrites: 0, reads: 0, details: {} };
	const blocked = survivalResultOf(drill, parties, { outcome, ...nothing }, 1);
	expect(blocked).toMatchObject({ verdict: "could-not-run", count: 0 });
	expect(blocked.acknowledgedWrites).toBeUndefined();
	expect(blocked.lostWrites).toBeUndefined();
});
