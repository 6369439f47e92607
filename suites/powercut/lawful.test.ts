import { expect, test } from "bun:test";
import { absent, stamped } from "../model/block-state.ts";
import { bytesOf, leavesHoles, mayBeDamaged, stateIn } from "./lawful.ts";
import type { Life } from "./survivors.ts";

const older = stamped({ blockId: 7n, writer: 1, epoch: 1, sequence: 1 });
const newer = stamped({ blockId: 7n, writer: 1, epoch: 1, sequence: 2 });

test("a block is the state whose every byte it has, and none if it has two halves", () => {
	const bytes = bytesOf(newer, 1024);
	expect(stateIn(bytes, [absent, older, newer])).toBe(newer);
	bytes.set(bytesOf(older, 1024).subarray(512), 512);
	expect(stateIn(bytes, [absent, older, newer])).toBeUndefined();
});

test("holes are left where a later write may survive an earlier one", () => {
	const left = (["none", "all", "prefix", "suffix", "subset", "torn", "newest"] as const).filter(
		leavesHoles,
	);
	expect(left).toEqual(["suffix", "subset", "torn", "newest"]);
});

test("damage is lawful only where a block may be torn", () => {
	const write = { kind: "write", block: 0, writer: 0, sequence: 3, status: 0, start: 1, end: 2 };
	const life = {
		blockBytes: 1024,
		ids: [7n],
		epoch: 1,
		before: new Map(),
		changes: [write],
		former: new Map(),
	} as Life;
	const promises = { durableAtWrite: false, atomicBlocks: false, absentReadsZeros: false };
	expect(mayBeDamaged(0, life, promises)).toBe(true);
	expect(mayBeDamaged(0, life, { ...promises, atomicBlocks: true })).toBe(false);
	expect(mayBeDamaged(0, life, { ...promises, durableAtWrite: true })).toBe(false);
});
