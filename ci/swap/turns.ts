/** A session's turns: a swap, then as much time without one. */
import { monotonicNs, sleepMs } from "../../harness/ffi/index.ts";
import type { SwapClients } from "../../harness/ffi/swap-client.ts";
import type { ClientCrew } from "../../harness/swap/client-crew.ts";
import type { SwapManager } from "../../harness/swap/outcome.ts";
import { type HandOverTimes, waitedNs } from "./hand-overs.ts";

export interface Parts {
	readonly manager: SwapManager;
	readonly ids: readonly string[];
	readonly clients: SwapClients;
	readonly crew: ClientCrew;
	readonly startedNs: number;
	readonly handOvers: HandOverTimes;
}

export const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** Attempts go in twos: a swap, and the control for it. */
const phaseOf = (swap: number, control: 0 | 1): number => 2 * (2 * swap + control) + 1;

export function swapOnce(
	{ manager, clients, startedNs, handOvers }: Parts,
	swap: number,
	to: string,
): { readonly closedMs: number; readonly tookNs: number } {
	const phase = phaseOf(swap, 0);
	let closedMs = 0;
	let waitedBefore = 0;
	const beganNs = monotonicNs();
	const outcome = manager.swap(to, {
		handOverStarts: () => {
			closedMs = (monotonicNs() - startedNs) / 1e6;
			waitedBefore = waitedNs();
			clients.phase = phase;
		},
		handOverEnded: (handOver) => {
			clients.phase = phase + 1;
			handOvers.note(swap, handOver, waitedNs() - waitedBefore);
		},
	});
	if (outcome.kind === "swapped") return { closedMs, tookNs: monotonicNs() - beganNs };
	throw new Error(`swap ${swap} to ${outcome.to}: ${outcome.stage}: ${outcome.message}`);
}

/**
 * The control: for as long as the gate was closed just now, the clients are told of a hand-over
 * that nobody makes. Their longest gaps around it are what this machine and this load do to them
 * without a swap.
 */
export function shamSwap({ clients, handOvers }: Parts, swap: number): void {
	const phase = phaseOf(swap, 1);
	clients.phase = phase;
	sleepMs(handOvers.gateNs(swap) / 1e6);
	clients.phase = phase + 1;
}

/** Of the swaps, or of their controls: one sample a writer. Ascending. */
export function stallsOf({ stallsNs, shape }: SwapClients, control: 0 | 1): number[] {
	const own = [...stallsNs].filter(
		(ns, cell) => ns > 0 && Math.floor(cell / shape.clients) % 2 === control,
	);
	return ascending(own);
}
