import type { SwapClients } from "../ffi/swap-client.ts";
import { type Cell, isHeldAt, placeOf } from "./coverage.ts";
import type { Dip } from "./dip.ts";
import type { Rehearsal } from "./judge-outcome.ts";
import type { ServedUse } from "./leftover.ts";
import type { SwapOutcome } from "./outcome.ts";
import { holdUntil } from "./pace.ts";
import { until } from "./threads.ts";

/**
 * How the clients are met: `held` each at a chosen place; in the middle of a `mixed` load; or while
 * all of them only write, which alone shows what a swap costs a writer.
 */
export type Meeting = "held" | "mixed" | "writes";
/** In twos: one for either direction. */
const meetings: readonly Meeting[] = [
	...(["held", "held", "mixed", "mixed"] as const),
	...(["held", "held", "writes", "writes"] as const),
];

/** Nobody is held in a storm: a client takes longer to come to a place than a swap is apart. */
export function meetingAt(attempt: number, storming: boolean): Meeting {
	const due = meetings[attempt % meetings.length] ?? "mixed";
	return due === "held" && storming ? "mixed" : due;
}

/** One swap that was tried, and what was measured around it. */
export interface ClientAttempt {
	readonly meeting: Meeting;
	readonly rehearsal: Rehearsal | undefined;
	readonly outcome: SwapOutcome;
	readonly use: ServedUse;
	readonly dip: Dip | undefined;
	/** When the gate closed, from the drill's start; 0: it never did. */
	readonly closedMs: number;
}

/**
 * Is the old engine flushed before the gate closes? Half of the swaps come without, so that it has
 * more to hand over, and to lose. A held client has the lock of an engine that is not thread-safe:
 * no flush would get in.
 */
export function isPrepared(attempt: number, meeting: Meeting, threadSafe: boolean): boolean {
	if (meeting === "held" && !threadSafe) return false;
	return attempt % meetings.length >= meetings.length >> 1;
}

/** A client that is asked to wait somewhere gets there within so long, or the swap goes ahead. */
const arrivedMs = 2000;

/**
 * Until the clients have read what they wrote last and have written it once more: what only the old
 * engine's shutdown brings to the device is missing for them, and late for what they have written
 * since.
 */
export function holdUntilRested(clients: SwapClients, phase: number): void {
	holdUntil(() => clients.rested(phase));
}

/**
 * Sends one client to each of these moments, where it waits until the gate has closed. Clients are
 * let go by clearing `holds`. What a swap has met is not what was asked for here, but what was seen
 * when the gate closed.
 */
export async function holdAt(clients: SwapClients, cells: readonly Cell[]): Promise<void> {
	const places = cells.map(placeOf);
	// Lane 0 is the main thread's.
	for (const [client, place] of places.entries()) {
		Atomics.store(clients.holds, client + 1, place);
	}
	const arrived = () =>
		places.every((place, client) => isHeldAt(Atomics.load(clients.places, client + 1), place));
	await until(arrived, arrivedMs);
}
