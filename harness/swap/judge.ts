import { statusText } from "./status-text.ts";

/**
 * What a read may return, by nothing but sequence numbers. Pure.
 *
 * Every block has one writer, whose operations on it are numbered 1, 2, 3, ...; every
 * `deleteEvery`-th one deletes the block, the others write it. The writer publishes a number
 * before it submits the operation and again once it was acknowledged. So a read that found
 * `acknowledged` = low before it started and `submitted` = high after it ended may return the
 * effect of any operation in low..high, and of no other one.
 *
 * Not covered: which of the unacknowledged operations took effect when a writer's call failed;
 * both are explained.
 */
const deleteEvery = 8;

export type OperationKind = "write" | "delete";

export function operationOf(sequence: number): OperationKind {
	return sequence % deleteEvery === 0 ? "delete" : "write";
}

/** What a block was seen to hold. Sequence 0 is the absent block before its first write. */
export type Seen =
	| { readonly kind: "write"; readonly sequence: number }
	| { readonly kind: "absent" }
	/** Not the block's own data, or not one write's: torn, misdirected, garbage. */
	| { readonly kind: "broken"; readonly what: string }
	| { readonly kind: "error"; readonly status: number };

export type Judgement =
	/** `sequence`: nothing older may be seen by reads that start from now on. */
	| { readonly kind: "explained"; readonly sequence: number }
	/** An acknowledged operation is not there. */
	| { readonly kind: "lost"; readonly expected: string; readonly found: string }
	| { readonly kind: "wrong"; readonly expected: string; readonly found: string };

export function judge(seen: Seen, low: number, high: number): Judgement {
	const expected = describeRange(low, high);
	const found = describeSeen(seen);
	switch (seen.kind) {
		case "error":
		case "broken":
			return { kind: "wrong", expected, found };
		case "absent": {
			const erased = firstErased(low, high);
			if (erased !== undefined) return { kind: "explained", sequence: erased };
			return { kind: "lost", expected, found };
		}
		case "write": {
			const { sequence } = seen;
			if (sequence < low) return { kind: "lost", expected, found };
			if (sequence > high || operationOf(sequence) !== "write" || sequence < 1) {
				return { kind: "wrong", expected, found: `${found}, which was never submitted` };
			}
			return { kind: "explained", sequence };
		}
	}
}

export function describeSeen(seen: Seen): string {
	switch (seen.kind) {
		case "error":
			return `error ${statusText(seen.status)}`;
		case "broken":
			return seen.what;
		case "absent":
			return "an absent block";
		case "write":
			return `write ${seen.sequence}`;
	}
}

/** The first operation in low..high after which the block is absent. */
function firstErased(low: number, high: number): number | undefined {
	const erased = Math.ceil(low / deleteEvery) * deleteEvery;
	return erased <= high ? erased : undefined;
}

function describe(sequence: number): string {
	if (sequence === 0) return "an absent block";
	const kind = operationOf(sequence);
	return kind === "write" ? `write ${sequence}` : `an absent block (delete ${sequence})`;
}

function describeRange(low: number, high: number): string {
	if (low === high) return describe(low);
	return `the effect of an operation from ${low} (acknowledged) to ${high} (submitted)`;
}
