import type { CutDrill, Scene } from "./drill.ts";
import { ownFlushScene } from "./own-flush.ts";
import {
	cutAndRecover,
	cutPoint,
	endless,
	noMix,
	powerCutCheck,
	rounds,
	withTightDrill,
} from "./run.ts";

/**
 * Inside a flush, where an engine that writes elsewhere switches to it: the switch may come before
 * what it leads to. First to its end, to count its changes; then at the last one.
 */
function switchScene({ random }: CutDrill, changes: number, round: number): Scene {
	const changing = { writers: 1, mix: { ...noMix, write: 6, delete: 1 }, steps: 24 };
	const common = { act: "flush", ...changing } as const;
	if (changes === 0) return { ...common, cutAt: 0, survival: "none" };
	if (round === 3) return { ...common, cutAt: changes, survival: "suffix" };
	const survival = random.pick(["suffix", "subset", "torn"] as const);
	return { ...common, cutAt: 1 + random.below(changes), survival };
}

function overwriteScene({ random }: CutDrill, isLong: boolean): Scene {
	return {
		act: "writes",
		writers: 1,
		mix: { ...noMix, write: isLong ? 60 : 6, flush: 1 },
		steps: endless,
		cutAt: (isLong ? 24 : 4) + cutPoint(random),
		survival: "torn",
	};
}

/**
 * Deletes alone, and nothing makes them durable: what they give back may not be erased yet, though
 * all that the engine wrote is there.
 */
const deletesScene: Scene = {
	act: "writes",
	writers: 1,
	mix: { ...noMix, delete: 1 },
	steps: 5,
	cutAt: 0,
	survival: "all",
};

/**
 * Few blocks, overwritten in place again and again, and writes torn between sectors. First with
 * flushes between them; then so long without one that a log compacts before it is asked for one;
 * then inside a flush of the engine's own; at last after deletes that nothing covers.
 */
export const atomicBlocks = powerCutCheck({
	id: "powercut.atomic-blocks",
	title: "After a power cut every block is whole, old or new, although the device tore writes",
	depth: "quick",
	promises: ["atomic-blocks", "the engine does not promise atomic blocks"],
	run: (context) =>
		withTightDrill(context, 6, async (drill, totals) => {
			let changes = 0;
			for (const round of rounds(context, 6)) {
				const turn = round % 6;
				if (turn === 1 || turn === 3) {
					const scene = switchScene(drill, changes, turn);
					changes = Math.max(changes, await cutAndRecover(drill, totals, scene));
				} else if (turn === 5) {
					await cutAndRecover(drill, totals, deletesScene);
				} else {
					const scene = turn === 4 ? ownFlushScene(drill) : overwriteScene(drill, turn === 2);
					await cutAndRecover(drill, totals, scene);
				}
			}
		}),
});
