import { type Stamp, stampWords } from "./stamp.ts";

/** What one block may hold. */
export type BlockState =
	| { readonly kind: "absent" }
	| { readonly kind: "zeros" }
	| { readonly kind: "stamped"; readonly stamp: Stamp };

export const absent: BlockState = { kind: "absent" };
export const zeros: BlockState = { kind: "zeros" };

export function stamped(stamp: Stamp): BlockState {
	return { kind: "stamped", stamp };
}

export function describeState(state: BlockState): string {
	switch (state.kind) {
		case "absent":
			return "no block";
		case "zeros":
			return "a block of zeros";
		case "stamped":
			return describeStamp(state.stamp);
	}
}

export function describeStamp(stamp: Stamp): string {
	const where = stamp.writer === 0 ? "" : ` of writer ${stamp.writer}`;
	return `write ${stamp.sequence}${where} to block ${stamp.blockId}`;
}

export function sameState(left: BlockState, right: BlockState): boolean {
	if (left.kind !== "stamped" || right.kind !== "stamped") return left.kind === right.kind;
	const [a, b] = [left.stamp, right.stamp];
	return (
		a.blockId === b.blockId &&
		a.sequence === b.sequence &&
		a.writer === b.writer &&
		a.epoch === b.epoch
	);
}

/** Fills `words`, one whole block, with the state's bytes; an absent block shows as zeros. */
export function renderState(words: Uint32Array, state: BlockState): void {
	if (state.kind !== "stamped") {
		words.fill(0);
		return;
	}
	const { blockId, writer, epoch, sequence } = state.stamp;
	const [idLow, idHigh] = [Number(blockId & 0xffffffffn), Number(blockId >> 32n)];
	stampWords(words, idLow, idHigh, writer, epoch, sequence);
}
