import type { Slot } from "./comparison.ts";
import { seededRandom } from "./random.ts";

/**
 * In which order a round starts its slots: drawn for every other round, and reversed in the one
 * after it (ABBA), so that neither a drift nor a place in the order favours a slot.
 */
export function slotOrder(
	slots: readonly Slot[],
	seed: number,
	stream: number,
	round: number,
): Slot[] {
	const random = seededRandom(seed, stream * 100_003 + Math.floor(round / 2));
	const order = [...slots];
	for (let at = order.length - 1; at > 0; at--) {
		const other = random.below(at + 1);
		const [a, b] = [order[at], order[other]];
		if (a !== undefined && b !== undefined) [order[at], order[other]] = [b, a];
	}
	return round % 2 === 0 ? order : order.reverse();
}
