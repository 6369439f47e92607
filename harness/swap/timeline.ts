import type { SwapTimeline } from "../../results/schema/index.ts";

const binsMost = 300;
const handOversMost = 500;

/**
 * The drill's acknowledgements for a chart, from counts a cell of time that may go round and round.
 * Of a drill that was longer than a round nothing is left to tell: undefined.
 */
export function timelineOf(
	counts: ArrayLike<number>,
	endMs: number,
	handOversMs: readonly number[],
	cellMs = 1,
): SwapTimeline | undefined {
	const cells = Math.floor(endMs / cellMs);
	if (!(cells >= 1 && cells <= counts.length)) return undefined;
	const each = Math.ceil(cells / binsMost);
	// A last bin that is cut short would look like a dip.
	const acknowledged = Array.from({ length: Math.floor(cells / each) }, (_, bin) => {
		let sum = 0;
		for (let cell = bin * each; cell < (bin + 1) * each; cell++) sum += counts[cell] ?? 0;
		return sum;
	});
	const shown = handOversMs.slice(0, handOversMost).map((ms) => Math.round(ms * 10) / 10);
	return { binMs: each * cellMs, acknowledged, handOversMs: shown };
}
