import { mix } from "./stamp.ts";

/** A small deterministic generator: everything that a check chooses follows from its seed. */
export class Random {
	private counter: number;

	constructor(seed: number, purpose = 0) {
		this.counter = mix(mix(0x2545f491, seed | 0), purpose | 0);
	}

	/** 0 <= result < bound, bound up to 2^32. */
	below(bound: number): number {
		this.counter = (this.counter + 0x9e3779b9) | 0;
		let value = Math.imul(this.counter ^ (this.counter >>> 16), 0x21f0aaad);
		value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
		return Math.floor((((value ^ (value >>> 15)) >>> 0) / 4294967296) * bound);
	}

	pick<Item>(items: readonly Item[]): Item {
		const item = items[this.below(items.length)];
		if (item === undefined) throw new Error("nothing to pick from");
		return item;
	}

	shuffled<Item>(items: readonly Item[]): Item[] {
		const result = [...items];
		for (let last = result.length - 1; last > 0; last--) {
			const other = this.below(last + 1);
			[result[last], result[other]] = [result[other] as Item, result[last] as Item];
		}
		return result;
	}
}
