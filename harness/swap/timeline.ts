import type { SwapTimeline } from "../../results/schema/index.ts";

const binsMost = 300;
const handOversMost = 500;

/**
 * The drill's acknowledgements for a chart, from counts a millisecond that go round and round. Of a
 * drill that was longer than a round nothing is left to tell: undefined.
 */
export function timelineOf(
	perMs: ArrayLike<number>,
	endMs: number,
	handOversMs: readonly number[],
): SwapTimeline | undefined {
	const wholeMs = Math.floor(endMs);
	if (wholeMs < 1 || wholeMs > perMs.length) return undefined;
	const binMs = Math.ceil(wholeMs / binsMost);
	// A last bin that is cut short would look like a dip.
	const acknowledged = Array.from({ length: Math.floor(wholeMs / binMs) }, (_, bin) => {
		let sum = 0;
		for (let ms = bin * binMs; ms < (bin + 1) * binMs; ms++) sum += perMs[ms] ?? 0;
		return sum;
	});
	const shown = handOversMs.slice(0, handOversMost).map((ms) => Math.round(ms * 10) / 10);
	return { binMs, acknowledged, handOversMs: shown };
}
