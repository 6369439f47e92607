import { describe, expect, test } from "bun:test";
import {
	historyOf,
	kinds,
	pick,
	type Row,
	type Violation,
	withoutMissedDeletes,
} from "./history.ts";
import { historyFromKept, keepHistory } from "./history-kept.ts";
import { plantViolation, simulateHistory, violations } from "./history-simulate.ts";
import { judgeHistory } from "./judge.ts";
import { shrinkViolation } from "./shrink.ts";
import { describeViolation } from "./shrink-sentence.ts";
import { checkBySearch } from "./wgl.ts";
import { checkZones } from "./zones.ts";

const { read, write } = kinds;
const row = (kind: Row["kind"], value: number, start: number, end: number, block = 0): Row => ({
	kind,
	value,
	start,
	end,
	block,
});

function violationOf(history: ReturnType<typeof historyOf>): Violation {
	const judgement = judgeHistory(history);
	if (judgement.kind !== "violation") throw new Error(`judged ${judgement.kind}`);
	return judgement.violation;
}

describe.each(violations)("a planted %s read", (planted) => {
	test("shrinks to a few operations that both checkers refuse, none of them too many", () => {
		for (let seed = 1; seed <= 25; seed++) {
			const deletePercent = seed % 2 === 0 ? 10 : 0;
			const sound = simulateHistory({
				operations: 3000,
				clients: 6,
				blocks: 4,
				seed,
				deletePercent,
			});
			const changed = plantViolation(sound, planted, seed);
			if (changed === undefined) throw new Error("nothing was planted");
			const smallest = shrinkViolation(changed.history, violationOf(changed.history));
			expect(smallest).toContain(changed.read);
			expect(smallest.length).toBeLessThanOrEqual(deletePercent > 0 ? 8 : 4);
			const few = withoutMissedDeletes(pick(changed.history, smallest));
			expect(checkBySearch(few).kind).toBe("violation");
			const zones = checkZones(few);
			if (zones.ambiguous.length === 0) expect(zones.judgement.kind).toBe("violation");
		}
	});

	test("is still a violation when read again from what a case file keeps", () => {
		for (const operations of [1000, 9000]) {
			const sound = simulateHistory({ operations, clients: 6, blocks: 5, seed: 3 });
			const changed = plantViolation(sound, planted, 3);
			if (changed === undefined) throw new Error("nothing was planted");
			const violation = violationOf(changed.history);
			const kept = keepHistory(changed.history, violation, [10, 11, 12, 13, 14]);
			expect(kept.extent).toBe(operations <= 2500 ? "whole" : "block");
			const text = JSON.stringify(kept);
			const again = historyFromKept(JSON.parse(text));
			expect(judgeHistory(again).kind).toBe("violation");
			// What was kept of the sound one must not look like a violation.
			const soundKept = keepHistory(sound, { ...violation, operations: [] }, [10, 11, 12, 13, 14]);
			expect(judgeHistory(historyFromKept(soundKept)).kind).toBe("linearizable");
		}
	});
});

test("of a block with more operations than are kept, the rest is sound if the whole was", () => {
	const sound = simulateHistory({
		operations: 120_000,
		clients: 4,
		blocks: 1,
		seed: 4,
		deletePercent: 1,
	});
	const middle = { block: 0, operations: [60_000], message: "" };
	const kept = keepHistory(sound, middle, [7]);
	expect(kept.rows.length).toBeLessThan(53_000);
	expect(judgeHistory(historyFromKept(kept)).kind).toBe("linearizable");
});

test.each<[string, Row[], string]>([
	[
		"a lost write",
		[row(write, 2, 0, 1), row(write, 3, 2, 3), row(read, 2, 4, 5)],
		"acknowledged write 3 of block 40 is missing: a later read returned write 2",
	],
	[
		"a stale read",
		[row(write, 3, 2, 3), row(read, 1, 4, 5), row(read, 3, 6, 7)],
		"acknowledged write 3 of block 40 was not seen: a later read returned write 1 (still later it is there)",
	],
	[
		"a write that left nothing",
		[row(write, 3, 2, 3), row(read, 0, 4, 5)],
		"acknowledged write 3 of block 40 is missing: a later read found no block",
	],
	[
		"a write that a delete does not find",
		[row(write, 3, 2, 3), row(kinds.missedDelete, 0, 4, 5)],
		"acknowledged write 3 of block 40 is missing: a later delete found no block",
	],
	[
		"a block that was there before",
		[row(read, 0, 4, 5)],
		"block 40 is missing: a read found no block, though nothing deleted write 1",
	],
	[
		"a resurrected block",
		[row(kinds.delete, 0, 2, 3), row(read, 1, 4, 5)],
		"block 40 was deleted, and a later read returned write 1",
	],
	[
		"reads that go back",
		[row(write, 3, 0, 9), row(read, 3, 1, 2), row(read, 1, 4, 5)],
		"reads of block 40 go back in time: one after the other saw write 3, then write 1",
	],
	[
		"the future",
		[row(read, 3, 0, 1), row(write, 3, 2, 3)],
		"a read of block 40 returned write 3 before that write began",
	],
	[
		"nobody's data",
		[row(read, 9, 0, 1)],
		"a read of block 40 returned write 9, which nobody wrote",
	],
	[
		"another block's data",
		[row(write, 3, 0, 1, 1), row(read, 3, 2, 3)],
		"a read of block 40 returned write 3, which went to block 41",
	],
])("%s is told in a sentence", (_, rows, sentence) => {
	// Beside sound operations on the same block, before and on another one.
	const sound = [row(read, 1, -3, -2), row(read, 11, -3, -2, 1), row(read, 1, -2, -1)];
	const history = historyOf([...sound, ...rows], [1, 11]);
	const violation = violationOf(history);
	const smallest = shrinkViolation(history, violation);
	const words = describeViolation(history, smallest, violation, (block) => 40 + block);
	expect(words.sentence).toBe(sentence);
	expect(smallest.length).toBeLessThanOrEqual(rows.length);
});
