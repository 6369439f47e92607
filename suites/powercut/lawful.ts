import type { CutSurvival } from "../../harness/contract/index.ts";
import { type BlockState, renderState } from "../model/block-state.ts";
import { fateOf, type Life, type Promises } from "./survivors.ts";

/** After it a write may be there and an earlier one not. */
export function leavesHoles(survival: CutSurvival): boolean {
	return survival !== "none" && survival !== "all" && survival !== "prefix";
}

export function bytesOf(state: BlockState, blockBytes: number): Uint8Array {
	const words = new Uint32Array(new ArrayBuffer(blockBytes));
	renderState(words, state);
	return new Uint8Array(words.buffer);
}

/** Which of the states these bytes are, to the last one. */
export function stateIn(bytes: Uint8Array, states: readonly BlockState[]): BlockState | undefined {
	return states.find((state) => {
		return state.kind !== "absent" && Buffer.compare(bytesOf(state, bytes.length), bytes) === 0;
	});
}

/** An engine that sees the damage says -EIO; lawful where a torn block is. */
export function mayBeDamaged(block: number, life: Life, promises: Promises): boolean {
	return !promises.atomicBlocks && fateOf(block, life, promises).later.length > 0;
}

/** Blocks whose presence survived and whose data did not, where absent ones read as zeros too. */
export function zerosOrAbsent(
	found: ReadonlyMap<number, BlockState>,
	life: Life,
	promises: Promises,
): number {
	if (promises.atomicBlocks || !promises.absentReadsZeros) return 0;
	return [...found].filter(([block, state]) => {
		if (state.kind !== "absent") return false;
		return fateOf(block, life, promises).later.some((one) => one.kind === "stamped");
	}).length;
}
