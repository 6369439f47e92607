/**
 * The states that a search has been in: which operations were taken, and what the register held.
 *
 * The set is a bit for each operation in the order of their starts. Before some word all of them
 * are taken and behind another none is, since an operation cannot be taken before an earlier one
 * has at least begun; only the words between the two are kept and compared, which are one or two
 * unless an outcome is unknown. The hash is kept up to date by one XOR for each change.
 */
export class VisitedStates {
	readonly #taken: Int32Array;
	/** The first word that is not full, and the end of those that are not empty. */
	#from = 0;
	#to = 0;
	#hash = 0;
	/** Of each state: value, from, to, then the words between them. */
	#arena = new Int32Array(1024);
	#used = 0;
	/** Open addressing; 1 + a state's place in the arena, 0 is free. */
	#slots = new Int32Array(1024);
	#hashes = new Int32Array(1024);
	#states = 0;

	constructor(operations: number) {
		this.#taken = new Int32Array((operations >>> 5) + 1);
	}

	/** Takes the operation; false, and not taken, if the state that it leads to was seen before. */
	take(operation: number, value: number): boolean {
		const word = operation >>> 5;
		this.#taken[word] = (this.#taken[word] as number) | (1 << (operation & 31));
		this.#hash ^= mixNumber(operation + 1);
		if (word >= this.#to) this.#to = word + 1;
		while (this.#taken[this.#from] === -1) this.#from++;
		if (this.#insert(value)) return true;
		this.untake(operation);
		return false;
	}

	untake(operation: number): void {
		const word = operation >>> 5;
		this.#taken[word] = (this.#taken[word] as number) & ~(1 << (operation & 31));
		this.#hash ^= mixNumber(operation + 1);
		if (word < this.#from) this.#from = word;
		while (this.#to > 0 && this.#taken[this.#to - 1] === 0) this.#to--;
	}

	#insert(value: number): boolean {
		const hash = this.#hash ^ mixNumber(~value);
		const mask = this.#slots.length - 1;
		let slot = hash & mask;
		for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
			if (this.#hashes[slot] === hash && this.#isAt((this.#slots[slot] as number) - 1, value)) {
				return false;
			}
		}
		this.#slots[slot] = 1 + this.#used;
		this.#hashes[slot] = hash;
		this.#store(value);
		if (++this.#states * 2 > this.#slots.length) this.#grow();
		return true;
	}

	#isAt(place: number, value: number): boolean {
		const arena = this.#arena;
		if (arena[place] !== value || arena[place + 1] !== this.#from) return false;
		if (arena[place + 2] !== this.#to) return false;
		for (let word = this.#from; word < this.#to; word++) {
			if (arena[place + 3 + word - this.#from] !== this.#taken[word]) return false;
		}
		return true;
	}

	#store(value: number): void {
		const words = Math.max(this.#to - this.#from, 0);
		if (this.#used + 3 + words > this.#arena.length) {
			const larger = new Int32Array(2 * (this.#arena.length + words));
			larger.set(this.#arena);
			this.#arena = larger;
		}
		this.#arena[this.#used] = value;
		this.#arena[this.#used + 1] = this.#from;
		this.#arena[this.#used + 2] = this.#to;
		this.#arena.set(this.#taken.subarray(this.#from, this.#from + words), this.#used + 3);
		this.#used += 3 + words;
	}

	#grow(): void {
		const [slots, hashes] = [this.#slots, this.#hashes];
		this.#slots = new Int32Array(2 * slots.length);
		this.#hashes = new Int32Array(2 * slots.length);
		const mask = this.#slots.length - 1;
		for (let old = 0; old < slots.length; old++) {
			if (slots[old] === 0) continue;
			let slot = (hashes[old] as number) & mask;
			while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
			this.#slots[slot] = slots[old] as number;
			this.#hashes[slot] = hashes[old] as number;
		}
	}
}

/** Spreads a number over 32 bits (the finaliser of MurmurHash3, public domain). */
function mixNumber(number: number): number {
	let mixed = number | 0;
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return mixed ^ (mixed >>> 16);
}
