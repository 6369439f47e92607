import type { LoggedChange } from "../../harness/contract/index.ts";
import { absent, type BlockState, stamped } from "../model/block-state.ts";
import { errno, statusName } from "../model/errno.ts";
import { Ledger } from "../model/ledger.ts";

/** What an engine promises of a crash, as far as it changes what may be found after it. */
export interface Promises {
	readonly durableAtWrite: boolean;
	readonly atomicBlocks: boolean;
	readonly absentReadsZeros: boolean;
}

/** One life that ended with a power cut: what was on the device before, and what was done. */
export interface Life {
	readonly blockBytes: number;
	readonly ids: readonly bigint[];
	readonly epoch: number;
	/** The one state of each block that the device surely held when the life began. */
	readonly before: ReadonlyMap<number, BlockState>;
	/** Each writer's changes in the order it made them; a block belongs to one writer. */
	readonly changes: readonly LoggedChange[];
	/** States that a block's place on the device held at any time before. */
	readonly former: ReadonlyMap<number, readonly BlockState[]>;
}

export interface BlockFate {
	/** What it held for sure if everything later was lost. */
	readonly sure: BlockState;
	/** What it may hold instead, in order. */
	readonly later: readonly BlockState[];
	/** Changes of this block that were acknowledged and are covered by nothing. */
	readonly unsure: number;
}

export function stateOf(change: LoggedChange, life: Life): BlockState {
	if (change.kind === "delete") return absent;
	const { sequence, writer } = change;
	const blockId = life.ids[change.block] as bigint;
	return stamped({ blockId, writer: writer + 1, epoch: life.epoch, sequence });
}

/** A delete of an absent block may say so. */
export function isAcknowledged(change: LoggedChange): boolean {
	if (change.end === Number.POSITIVE_INFINITY) return false;
	return change.status === 0 || (change.kind === "delete" && change.status === -errno.ENOENT);
}

/** Everything acknowledged before this ticket is covered by a flush that returned 0. */
export function coveredBefore(changes: readonly LoggedChange[]): number {
	const flushes = changes.filter((one) => one.kind === "flush" && isAcknowledged(one));
	return Math.max(0, ...flushes.map((one) => one.start));
}

/** A call that failed although nothing was wrong with the device; undefined: there is none. */
export function refusedChange(changes: readonly LoggedChange[], life: Life): string | undefined {
	for (const change of changes) {
		if (change.end === Number.POSITIVE_INFINITY || isAcknowledged(change)) continue;
		const where = change.kind === "flush" ? "" : ` of block ${life.ids[change.block]}`;
		return `${change.kind}${where} returned ${statusName(change.status)} while the device had no fault`;
	}
	return undefined;
}

/** What the promises leave open for one block. */
export function fateOf(block: number, life: Life, promises: Promises): BlockFate {
	const covered = coveredBefore(life.changes);
	let sure = life.before.get(block) ?? absent;
	let later: BlockState[] = [];
	let unsure = 0;
	for (const change of life.changes) {
		if (change.kind === "flush" || change.block !== block) continue;
		const state = stateOf(change, life);
		const durable = promises.durableAtWrite || change.end < covered;
		if (isAcknowledged(change) && durable) {
			[sure, later, unsure] = [state, [], 0];
			continue;
		}
		later.push(state);
		if (isAcknowledged(change)) unsure += 1;
	}
	return { sure, later, unsure };
}

/**
 * The ledger that judges what is read after the cut. Of an engine without atomic blocks a block
 * with a change that nothing covers may be torn: each sector from one of the states that it may
 * hold. If it may be absent, what its place held before it was deleted may show as well, since
 * presence and data are written apart; another block's data may not.
 */
export function ledgerAfter(life: Life, promises: Promises): Ledger {
	const { absentReadsZeros, atomicBlocks } = promises;
	const ledger = new Ledger(life.blockBytes, { absentReadsZeros });
	for (const [block, id] of life.ids.entries()) {
		const { sure, later } = fateOf(block, life, promises);
		ledger.settle(id, sure);
		for (const state of later) ledger.maybe(id, state, !atomicBlocks);
		const mayBeAbsent = [sure, ...later].some((state) => state.kind === "absent");
		if (atomicBlocks || !mayBeAbsent || later.every((state) => state.kind === "absent")) continue;
		const former = [...(life.former.get(block) ?? []), ...statesOf(block, life)];
		for (const state of former) ledger.maybe(id, state, true);
	}
	return ledger;
}

/** States of a block in this life, for the lives after it. */
export function statesOf(block: number, life: Life): BlockState[] {
	const own = life.changes.filter((one) => one.kind === "write" && one.block === block);
	return own.map((change) => stateOf(change, life));
}
