import { absent, type BlockState } from "../model/block-state.ts";
import { Ledger } from "../model/ledger.ts";

/**
 * What an engine may still lose: for each block, its state at the last flush that succeeded and
 * every one since. And what it may not: the ledger as that flush left it.
 */
export class Claims {
	#open = new Map<bigint, BlockState[]>();
	#claimed: Ledger | undefined;
	#lives = 0;

	get claimed(): Ledger | undefined {
		return this.#claimed;
	}

	/** `before`: what the block could be before this change; `sure`: it is durable by promise. */
	changed(id: bigint, before: readonly BlockState[], state: BlockState, sure: boolean): void {
		if (sure) this.#open.delete(id);
		else this.#open.set(id, [...(this.#open.get(id) ?? before), state]);
	}

	/**
	 * Everything in the ledger was just said to be durable. Stamps of the copy are of a new epoch.
	 */
	claim(ledger: Ledger): void {
		this.#open.clear();
		this.#lives += 1;
		const { blockBytes, absentReadsZeros } = ledger;
		const copy = new Ledger(blockBytes, { absentReadsZeros, epoch: this.#lives });
		for (const id of ledger.ids()) {
			const [first = absent, ...rest] = ledger.possible(id);
			copy.settle(id, first);
			for (const state of rest) copy.maybe(id, state, true);
		}
		this.#claimed = copy;
	}

	/** The engine ended without making good on what was open. */
	loosen(ledger: Ledger): void {
		for (const [id, states] of this.#open) {
			for (const state of states) ledger.maybe(id, state, true);
		}
	}

	reset(): void {
		this.#open.clear();
		this.#claimed = undefined;
	}
}
