/** Turns of spinning before a client sleeps: those that run already start within nanoseconds. */
const spinsMax = 4000;

const generation = 0;
const waiting = 1;
const members = 2;

/** Shared by the clients of one round: which heat it is, who waits for it, who takes part. */
export function makeHeats(clients: number): SharedArrayBuffer {
	const shared = new SharedArrayBuffer(12);
	new Int32Array(shared)[members] = clients;
	return shared;
}

/**
 * A barrier that clients may leave. Threads that were started one after the other run one after the
 * other, too, where operations take a microsecond: a common start is what makes them meet.
 */
export class Heats {
	readonly #state: Int32Array;

	constructor(shared: SharedArrayBuffer) {
		this.#state = new Int32Array(shared);
	}

	/** Waits until every client that still takes part is here. */
	begin(): void {
		const state = this.#state;
		const before = Atomics.load(state, generation);
		const here = Atomics.add(state, waiting, 1) + 1;
		if (here === Atomics.load(state, members) && this.#release(here)) return;
		for (let spin = 0; spin < spinsMax; spin++) {
			if (Atomics.load(state, generation) !== before) return;
		}
		while (Atomics.load(state, generation) === before) Atomics.wait(state, generation, before);
	}

	/** Takes part no longer: the others don't wait for this client. */
	leave(): void {
		const left = Atomics.sub(this.#state, members, 1) - 1;
		if (left > 0 && Atomics.load(this.#state, waiting) === left) this.#release(left);
	}

	/** Only one of those who see that everybody is here succeeds. */
	#release(here: number): boolean {
		if (Atomics.compareExchange(this.#state, waiting, here, 0) !== here) return false;
		Atomics.add(this.#state, generation, 1);
		Atomics.notify(this.#state, generation);
		return true;
	}
}
