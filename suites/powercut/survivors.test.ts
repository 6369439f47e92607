import { expect, test } from "bun:test";
import type { LoggedChange } from "../../harness/contract/index.ts";
import { absent, type BlockState, stamped } from "../model/block-state.ts";
import { stampedBlock } from "../model/stamp.ts";
import { brokenPrefix } from "./prefix.ts";
import {
	coveredBefore,
	fateOf,
	type Life,
	ledgerAfter,
	type Promises,
	refusedChange,
} from "./survivors.ts";

const blockBytes = 1024;
const atFlush: Promises = { durableAtWrite: false, atomicBlocks: true, absentReadsZeros: false };
const never = Number.POSITIVE_INFINITY;
const old: BlockState = stamped({ blockId: 7n, writer: 0, epoch: 0, sequence: 1 });

/** "w0:5" writes sequence 5 to block 0, "d0" deletes it, "f" flushes; `?` never returned. */
function lifeOf(script: string, former: BlockState[] = []): Life {
	const changes = script.split(" ").map((word, index): LoggedChange => {
		const [head = "", sequence = "0"] = word.replace("?", "").split(":");
		const kind = head[0] === "w" ? "write" : head[0] === "d" ? "delete" : "flush";
		const end = word.endsWith("?") ? never : 2 * index + 2;
		const block = Number(head.slice(1) || 0);
		const common = { writer: 0, start: 2 * index + 1, end, status: 0 };
		return { kind, block, sequence: Number(sequence), ...common };
	});
	return {
		blockBytes,
		ids: [7n, 9n],
		epoch: 1,
		before: new Map([[0, old]]),
		changes,
		former: new Map([[0, former]]),
	};
}

const own = (sequence: number, blockId = 7n) =>
	stampedBlock(blockBytes, { blockId, writer: 1, epoch: 1, sequence });
const oldBytes = stampedBlock(blockBytes, { blockId: 7n, writer: 0, epoch: 0, sequence: 1 });
/** First sector of one, the rest of the other. */
const torn = (first: Uint8Array, second: Uint8Array) => {
	const bytes = second.slice();
	bytes.set(first.subarray(0, 512));
	return bytes;
};

/** Is it lawful to find these bytes (or -ENOENT) in block 7 after the life? */
function lawful(
	script: string,
	found: Uint8Array | "absent",
	promises = atFlush,
	former?: BlockState[],
) {
	const ledger = ledgerAfter(lifeOf(script, former), promises);
	const bytes = found === "absent" ? new Uint8Array(blockBytes) : found;
	return ledger.judge(7n, found === "absent" ? -2 : 0, bytes) === undefined;
}

test("durable at flush: what a flush covered is there, what came later may be", () => {
	expect(lawful("w0:1 w0:2 f w0:3", own(2))).toBe(true);
	expect(lawful("w0:1 w0:2 f w0:3", own(3))).toBe(true);
	expect(lawful("w0:1 w0:2 f w0:3", own(1))).toBe(false);
	expect(lawful("w0:1 w0:2 f w0:3", oldBytes)).toBe(false);
	expect(lawful("w0:1 w0:2 f w0:3", "absent")).toBe(false);
	expect(lawful("w0:1 w0:2 f?", oldBytes)).toBe(true);
	expect(lawful("w0:1 f d0", own(1))).toBe(true);
	expect(lawful("w0:1 f d0", "absent")).toBe(true);
	expect(lawful("w0:1 d0 f", own(1))).toBe(false);
});

test("a flush that overlapped the change, or failed, covers nothing", () => {
	const life = lifeOf("w0:1 f");
	const [change, flush] = life.changes as [LoggedChange, LoggedChange];
	const overlapping = { ...life, changes: [{ ...change, end: flush.start + 1 }, flush] };
	expect(fateOf(0, overlapping, atFlush).sure).toEqual(old);
	expect(coveredBefore([{ ...flush, status: -5 }])).toBe(0);
	expect(refusedChange([{ ...flush, status: -5 }], life)).toContain("flush returned -EIO");
	expect(refusedChange(life.changes, life)).toBeUndefined();
});

test("durable at write: acknowledged is enough, and only what was under way is open", () => {
	const promises = { ...atFlush, durableAtWrite: true };
	expect(lawful("w0:1 w0:2?", own(1), promises)).toBe(true);
	expect(lawful("w0:1 w0:2?", own(2), promises)).toBe(true);
	expect(lawful("w0:1 w0:2", own(1), promises)).toBe(false);
	expect(lawful("w0:1 d0", own(1), promises)).toBe(false);
	expect(lawful("w0:1 d0?", own(1), promises)).toBe(true);
});

test("a torn block is lawful only unpromised, uncovered, and of its own states", () => {
	const loose = { ...atFlush, atomicBlocks: false };
	expect(lawful("w0:1 f w0:2", torn(own(1), own(2)), loose)).toBe(true);
	expect(lawful("w0:1 f w0:2", torn(own(1), own(2)))).toBe(false);
	expect(lawful("w0:1 w0:2 f", torn(own(1), own(2)), loose)).toBe(false);
	expect(lawful("w0:1 f w0:2", torn(oldBytes, own(2)), loose)).toBe(false);
	expect(lawful("w0:1 f w0:2", torn(own(1, 9n), own(2)), loose)).toBe(false);
	expect(lawful("w0:1 f w0:2", torn(new Uint8Array(blockBytes).fill(0x5e), own(2)), loose)).toBe(
		false,
	);
});

test("what a place held before its block was deleted may show only unpromised, under a new write", () => {
	const loose = { ...atFlush, atomicBlocks: false };
	expect(lawful("d0 f w0:2", oldBytes, loose, [old])).toBe(true);
	expect(lawful("d0 f w0:2", oldBytes, atFlush, [old])).toBe(false);
	expect(lawful("w0:1 d0 f w0:2", own(1), loose)).toBe(true);
	expect(lawful("w0:1 d0 f w0:2", own(1))).toBe(false);
	expect(lawful("d0 f", oldBytes, loose, [old])).toBe(false);
	expect(lawful("w0:1 f w0:2", oldBytes, loose, [old])).toBe(false);
});

test("absent is lawful only where a delete or the beginning explains it", () => {
	expect(lawful("w0:1", "absent")).toBe(false);
	const life = { ...lifeOf("w0:1"), before: new Map() };
	const ledger = ledgerAfter(life, atFlush);
	expect(ledger.judge(7n, -2, new Uint8Array(blockBytes))).toBeUndefined();
	expect(ledger.judge(9n, -2, new Uint8Array(blockBytes))).toBeUndefined();
});

test("a prefix has no hole; what overlapped or never returned is left open", () => {
	const stampOf = (blockId: bigint, sequence: number) =>
		stamped({ blockId, writer: 1, epoch: 1, sequence });
	const broken = (script: string, first: BlockState, second: BlockState) =>
		brokenPrefix(lifeOf(script), [
			{ block: 0, state: first },
			{ block: 1, state: second },
		]);
	expect(broken("w0:1 w1:2", old, stampOf(9n, 2))).toContain(
		"block 7 holds write 1 to block 7 instead of write 1 of writer 1 to block 7",
	);
	expect(broken("w0:1 w1:2", stampOf(7n, 1), absent)).toBeUndefined();
	// Absent twice: the first time explains it.
	expect(broken("d0 w1:2 w0:3 w1:4 d0", absent, stampOf(9n, 2))).toBeUndefined();
	expect(broken("d0 w1:2 w0:3 w1:4", absent, stampOf(9n, 4))).toBeDefined();
	expect(broken("w0:1 w1:2", stampOf(7n, 1), stampOf(9n, 2))).toBeUndefined();
	expect(broken("w0:1 w1:2", old, absent)).toBeUndefined();
	expect(broken("w0:1? w1:2", old, stampOf(9n, 2))).toBeUndefined();
	expect(broken("w0:1 w1:2?", old, stampOf(9n, 2))).toBeUndefined();
	expect(broken("w0:1 w1:2 w0:3 w1:4", stampOf(7n, 1), stampOf(9n, 4))).toBeDefined();
	expect(broken("w0:1 w1:2 w0:3 w1:4", stampOf(7n, 3), stampOf(9n, 2))).toBeUndefined();
});
