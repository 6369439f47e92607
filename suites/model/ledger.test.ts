import { describe, expect, test } from "bun:test";
import { absent, stamped, zeros } from "./block-state.ts";
import { errno } from "./errno.ts";
import { Ledger } from "./ledger.ts";
import { canaryByte } from "./sector.ts";
import { type Stamp, stampedBlock } from "./stamp.ts";

const blockBytes = 4096;
const notFound = -errno.ENOENT;

function newLedger(absentReadsZeros = false): Ledger {
	return new Ledger(blockBytes, { absentReadsZeros });
}

function written(ledger: Ledger, id: bigint): Stamp {
	const stamp = ledger.nextStamp(id);
	ledger.settle(id, stamped(stamp));
	return stamp;
}

const untouched = new Uint8Array(blockBytes).fill(canaryByte);

describe("a block of one known state", () => {
	test("is read right or explained", () => {
		const ledger = newLedger();
		const [old, now, other] = [5n, 5n, 4n].map((id) => written(ledger, id)) as [
			Stamp,
			Stamp,
			Stamp,
		];
		const judge = (bytes: Uint8Array) => ledger.judge(5n, 0, bytes)?.found;
		expect(judge(stampedBlock(blockBytes, now))).toBeUndefined();
		expect(judge(stampedBlock(blockBytes, old))).toBe("the data of write 1 to block 5 (stale)");
		expect(judge(stampedBlock(blockBytes, other))).toContain("write 3 to block 4 (misdirected");
		expect(judge(new Uint8Array(blockBytes))).toBe("zeros");
		expect(judge(untouched)).toBe("bytes that the engine left untouched");
		expect(ledger.judge(5n, notFound, untouched)?.found).toBe("status -ENOENT");
		expect(ledger.judge(5n, -errno.EIO, untouched)?.found).toBe("status -EIO");
	});

	test("torn, shifted, corrupt and foreign blocks are told apart", () => {
		const ledger = newLedger();
		const [old, now] = [written(ledger, 5n), written(ledger, 5n)];
		const right = stampedBlock(blockBytes, now);
		const torn = right.slice();
		torn.set(stampedBlock(blockBytes, old).subarray(1536), 1536);
		expect(ledger.judge(5n, 0, torn)?.found).toMatch(/broken at sector 3: sectors 0-2: .* 3-7: /);
		const shifted = right.slice();
		shifted.set(right.subarray(0, 512), 512);
		expect(ledger.judge(5n, 0, shifted)?.found).toContain(
			"but its sector 0 (moved inside a block)",
		);
		const corrupt = right.slice();
		corrupt[1000] = (corrupt[1000] ?? 0) ^ 1;
		expect(ledger.judge(5n, 0, corrupt)?.found).toContain("corrupt from byte 1000");
		const foreign = stampedBlock(blockBytes, { ...now, writer: 3 });
		expect(ledger.judge(5n, 0, foreign)?.found).toContain("of writer 3 to block 5 (foreign");
	});
});

describe("an absent block", () => {
	test("is -ENOENT, and nothing else", () => {
		const ledger = newLedger();
		const stamp = written(ledger, 5n);
		ledger.settle(5n, absent);
		expect(ledger.judge(5n, notFound, untouched)).toBeUndefined();
		expect(ledger.judge(5n, 0, new Uint8Array(blockBytes))?.message).toContain("expected -ENOENT");
		expect(ledger.judge(5n, 0, stampedBlock(blockBytes, stamp))?.found).toContain(
			"stale: it was deleted or lost since",
		);
	});

	test("is zeros where that is declared, and not -ENOENT", () => {
		const ledger = newLedger(true);
		expect(ledger.judge(5n, 0, new Uint8Array(blockBytes))).toBeUndefined();
		expect(ledger.judge(5n, notFound, untouched)?.expected).toBe("zeros (absent)");
	});

	test("must not leak another block into the buffer of the failed read", () => {
		const ledger = newLedger();
		const leak = untouched.slice();
		leak.set(stampedBlock(blockBytes, written(ledger, 4n)).subarray(512, 1024), 512);
		expect(ledger.judge(5n, notFound, leak)?.message).toContain(
			"left another block's data in the buffer: sector 1 holds the data of write 1 to block 4",
		);
	});
});

describe("a block of unknown outcome", () => {
	function unknown(torn: boolean) {
		const ledger = newLedger();
		const [older, old] = [written(ledger, 5n), written(ledger, 5n)];
		const tried = ledger.nextStamp(5n);
		ledger.maybe(5n, stamped(tried), torn);
		return { ledger, older, old, tried };
	}

	test("is old or new, and flickers at will, but never older or gone", () => {
		const { ledger, older, old, tried } = unknown(false);
		for (const stamp of [old, tried, old]) {
			expect(ledger.judge(5n, 0, stampedBlock(blockBytes, stamp))).toBeUndefined();
		}
		expect(ledger.judge(5n, 0, stampedBlock(blockBytes, older))).toBeDefined();
		expect(ledger.judge(5n, notFound, untouched)).toBeDefined();
		expect(ledger.judge(5n, -errno.EIO, untouched)).toBeDefined();
	});

	test("is a mixture by sectors, or refused, only where it may be torn", () => {
		for (const torn of [true, false]) {
			const { ledger, older, old, tried } = unknown(torn);
			const mixed = stampedBlock(blockBytes, tried);
			mixed.set(stampedBlock(blockBytes, old).subarray(2048), 2048);
			expect(ledger.judge(5n, 0, mixed) === undefined).toBe(torn);
			expect(ledger.judge(5n, -errno.EIO, untouched) === undefined).toBe(torn);
			mixed.set(stampedBlock(blockBytes, older).subarray(3584), 3584);
			expect(ledger.judge(5n, 0, mixed)).toBeDefined();
		}
	});

	test("is settled by the next acknowledged change", () => {
		const { ledger, old } = unknown(true);
		ledger.settle(5n, zeros);
		expect(ledger.judge(5n, 0, new Uint8Array(blockBytes))).toBeUndefined();
		expect(ledger.judge(5n, 0, stampedBlock(blockBytes, old))).toBeDefined();
		expect(ledger.judge(5n, -errno.EIO, untouched)).toBeDefined();
	});

	test("leaves the count of present blocks open only where presence is", () => {
		const { ledger } = unknown(false);
		expect(ledger.presentCount()).toBe(1);
		ledger.maybe(5n, absent, false);
		expect(ledger.presentCount()).toBeUndefined();
	});
});
