/** What of a client's log it takes: its operations in the order of their starts. */
export interface Intervals {
	readonly rows: number | undefined;
	readonly start: Float64Array;
	readonly end: Float64Array;
}

/**
 * Share of operations that began while an operation of another client was under way. Clients log
 * about in the order of starts, so their logs are merged; items of a batch share their times.
 */
export function overlapShare(clients: readonly Intervals[]): number {
	const next = new Int32Array(clients.length);
	const busyUntil = new Float64Array(clients.length).fill(-Infinity);
	let operations = 0;
	let overlapping = 0;
	for (;;) {
		const client = earliest(clients, next);
		if (client === -1) return operations === 0 ? 0 : overlapping / operations;
		const { start, end } = clients[client] as Intervals;
		const at = next[client] as number;
		next[client] = at + 1;
		operations++;
		for (let other = 0; other < busyUntil.length; other++) {
			if (other === client || (busyUntil[other] as number) <= (start[at] as number)) continue;
			overlapping++;
			break;
		}
		const ended = end[at] as number;
		if (Number.isFinite(ended)) busyUntil[client] = ended;
	}
}

function earliest(clients: readonly Intervals[], next: Int32Array): number {
	let best = -1;
	let bestStart = Infinity;
	for (let client = 0; client < clients.length; client++) {
		const { rows = 0, start } = clients[client] as Intervals;
		const at = next[client] as number;
		if (at >= rows || (start[at] as number) >= bestStart) continue;
		best = client;
		bestStart = start[at] as number;
	}
	return best;
}
