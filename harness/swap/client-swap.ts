import type { NativeEngine } from "../ffi/index.ts";
import type { SwapClients } from "../ffi/swap-client.ts";
import type { SwapManager, SwapOptions, SwapOutcome } from "./outcome.ts";

/** One swap, its moments told to the clients. `closedMs`: when the gate closed; 0: never. */
export function swapTold(
	manager: SwapManager,
	clients: SwapClients,
	swap: {
		readonly to: string;
		/** The clients' phase after it. */
		readonly after: number;
		readonly options: SwapOptions;
		readonly nowMs: () => number;
		readonly retiring: (old: NativeEngine) => void;
	},
): {
	readonly outcome: SwapOutcome;
	readonly closedMs: number;
	/** Where each client was when the gate closed; empty if it did not. */
	readonly places: Iterable<number>;
} {
	const { to, after, options, nowMs, retiring } = swap;
	let closedMs = 0;
	const outcome = manager.swap(to, {
		...options,
		handOverStarts: () => {
			closedMs = nowMs();
			clients.phase = after - 1;
		},
		handOverEnded: () => {
			clients.phase = after;
		},
		retiring: (old) => {
			clients.holds.fill(0);
			retiring(old);
		},
	});
	clients.phase = after;
	clients.holds.fill(0);
	const isClosed = outcome.kind === "swapped" || outcome.handOver !== undefined;
	const { placesAtClose, shape } = clients;
	const places = isClosed ? placesAtClose.subarray(1, 1 + shape.clients) : [];
	return { outcome, closedMs, places };
}
