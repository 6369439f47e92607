import type { Scratch } from "../ffi/index.ts";
import type { Client } from "./client.ts";

/** The largest capacity is 2^53-1 blocks. */
const outsideId = 2n ** 53n - 1n;
const erange = -34;
const none = -1;

/**
 * Now and then one item of a group asks for a block that no engine has. A status that lands at
 * another item, or in another thread's group, is seen only where not all of them are the same.
 */
export class SpoiledItem {
	readonly #client: Client;
	#index = none;

	constructor(client: Client) {
		this.#client = client;
	}

	/** One of these items, or none, for this turn. */
	choose(items: Scratch, layout: { size: number; fields: { id: number } }, count: number): void {
		const { random } = this.#client;
		this.#index = random(4) === 0 ? random(count) : none;
		if (this.#index === none) return;
		items.view.setBigUint64(this.#index * layout.size + layout.fields.id, outsideId, true);
	}

	is(index: number): boolean {
		return index === this.#index;
	}

	/** "0 if all items are 0, else the first bad item's status". */
	judgeBatch(told: number, blocks: readonly number[], statuses: readonly number[]): void {
		const spoiled = blocks[this.#index];
		if (spoiled !== undefined) this.judge(spoiled, statuses[this.#index] as number);
		const first = statuses.find((status) => status !== 0) ?? 0;
		if (told === first) return;
		const message = `a batch returned ${told}, its first bad item has ${first}`;
		this.#client.log.problem({ block: blocks[0] ?? 0, message });
	}

	judge(block: number, status: number): void {
		if (status === erange) return;
		const message = `an item with id ${outsideId} in a group had status ${status}`;
		this.#client.log.problem({ block, message });
	}
}
