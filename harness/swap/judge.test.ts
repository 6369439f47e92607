import { expect, test } from "bun:test";
import fc from "fast-check";
import { judge, operationOf, type Seen } from "./judge.ts";

/** What a correct register holds after operation `sequence`. */
function effect(sequence: number): Seen {
	const erased = sequence === 0 || operationOf(sequence) === "delete";
	return erased ? { kind: "absent" } : { kind: "write", sequence };
}

const range = fc.tuple(fc.nat(100), fc.nat(20)).map(([low, width]) => ({ low, high: low + width }));

test("the effect of every operation in the range is explained, and bounds what follows", () => {
	fc.assert(
		fc.property(range, fc.nat(20), ({ low, high }, step) => {
			const sequence = low + (step % (high - low + 1));
			const judged = judge(effect(sequence), low, high);
			expect(judged.kind).toBe("explained");
			if (judged.kind !== "explained") return;
			// Never above what was really there: else an honest engine would be accused later.
			expect(judged.sequence).toBeLessThanOrEqual(sequence);
			expect(judged.sequence).toBeGreaterThanOrEqual(low);
		}),
		{ seed: 36 },
	);
});

test("a write outside of the range is lost when older, wrong when from the future", () => {
	fc.assert(
		fc.property(range, fc.integer({ min: 1, max: 200 }), ({ low, high }, sequence) => {
			fc.pre(sequence < low || sequence > high);
			const judged = judge({ kind: "write", sequence }, low, high);
			expect(judged.kind).toBe(sequence < low ? "lost" : "wrong");
		}),
		{ seed: 36 },
	);
});

test("absent is explained by a delete or by never having been written, by nothing else", () => {
	expect(judge({ kind: "absent" }, 0, 0).kind).toBe("explained");
	expect(judge({ kind: "absent" }, 8, 8).kind).toBe("explained");
	expect(judge({ kind: "absent" }, 7, 9)).toEqual({ kind: "explained", sequence: 8 });
	expect(judge({ kind: "absent" }, 9, 15)).toEqual({
		kind: "lost",
		expected: "the effect of an operation from 9 (acknowledged) to 15 (submitted)",
		found: "an absent block",
	});
	expect(judge({ kind: "absent" }, 1, 7).kind).toBe("lost");
});

test("a deleted block that comes back is lost, a delete's number is never data", () => {
	expect(judge({ kind: "write", sequence: 7 }, 8, 8)).toEqual({
		kind: "lost",
		expected: "an absent block (delete 8)",
		found: "write 7",
	});
	expect(judge({ kind: "write", sequence: 8 }, 7, 9).kind).toBe("wrong");
	expect(judge({ kind: "write", sequence: 0 }, 0, 9).kind).toBe("wrong");
});

test("broken blocks and errors are wrong whatever the range", () => {
	expect(judge({ kind: "broken", what: "torn" }, 0, 1000).kind).toBe("wrong");
	expect(judge({ kind: "error", status: -5 }, 0, 1000)).toMatchObject({
		found: "error status -5 (-EIO)",
	});
});
