/** Turns of spinning before a client sleeps: those that run already start within nanoseconds. */
const spinsMax = 4000;

/** How many clients are still on their way. */
const missing = 0;

/** Shared by the clients of one round. */
export function makeBarrier(clients: number): SharedArrayBuffer {
	const shared = new SharedArrayBuffer(4);
	new Int32Array(shared)[missing] = clients;
	return shared;
}

/**
 * Waits until every client of the round is here. Threads that were started one after the other run
 * one after the other, too, where operations take a microsecond: a common start is what makes them
 * meet.
 */
export function passBarrier(shared: SharedArrayBuffer): void {
	const state = new Int32Array(shared);
	if (Atomics.sub(state, missing, 1) === 1) {
		Atomics.notify(state, missing);
		return;
	}
	for (let spin = 0; spin < spinsMax; spin++) {
		if (Atomics.load(state, missing) === 0) return;
	}
	for (let left = Atomics.load(state, missing); left > 0; left = Atomics.load(state, missing)) {
		Atomics.wait(state, missing, left);
	}
}
