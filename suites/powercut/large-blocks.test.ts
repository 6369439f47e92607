import { expect, test } from "bun:test";
import { stamped } from "../model/block-state.ts";
import { Ledger } from "../model/ledger.ts";
import { sectorBytes, stampedBlock } from "../model/stamp.ts";

const blockBytes = 1 << 20;

/** A judge that renders every state for every sector takes minutes: an honest engine "hangs". */
test("a torn block of 1 MiB with many possible states is judged, and judged right", () => {
	const ledger = new Ledger(blockBytes, { absentReadsZeros: false });
	const stampOf = (sequence: number) => ({ blockId: 5n, writer: 1, epoch: 1, sequence });
	ledger.settle(5n, stamped(stampOf(1)));
	for (let sequence = 2; sequence <= 24; sequence++) {
		ledger.maybe(5n, stamped(stampOf(sequence)), true);
	}
	const torn = stampedBlock(blockBytes, stampOf(1));
	const newest = stampedBlock(blockBytes, stampOf(24));
	torn.set(newest.subarray(0, 700 * sectorBytes));
	expect(ledger.judge(5n, 0, torn)).toBeUndefined();
	torn.fill(0xaa, blockBytes - 300, blockBytes - 200);
	expect(ledger.judge(5n, 0, torn)).toBeDefined();
	const foreign = stampedBlock(blockBytes, { ...stampOf(3), blockId: 6n });
	torn.set(foreign.subarray(0, sectorBytes));
	expect(ledger.judge(5n, 0, torn)?.message).toContain("misdirected");
});
