import type { SwapClients } from "../ffi/swap-client.ts";
import { type Cell, isHeldAt, placeOf } from "./coverage.ts";
import { until } from "./crew.ts";

/** A client that is asked to wait somewhere gets there within so long, or the swap goes ahead. */
const arrivedMs = 2000;

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
