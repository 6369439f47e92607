import type { CheckContext, WriterMix } from "../../harness/contract/index.ts";
import type { CutDrill, Scene } from "./drill.ts";
import {
	cutAndRecover,
	cutPoint,
	type DrillTotals,
	endless,
	longCutPoint,
	noMix,
	powerCutCheck,
	rounds,
	withDrill,
	withTightDrill,
} from "./run.ts";

const plainMix: WriterMix = { ...noMix, write: 14, delete: 3, flush: 1 };

/** Every way to change blocks that the engine has. */
function fullMix({ descriptor }: CheckContext): WriterMix {
	const has = (capability: "batch" | "queue") => descriptor.capabilities.includes(capability);
	return { ...plainMix, writeBatch: has("batch") ? 4 : 0, queue: has("queue") ? 4 : 0 };
}

/**
 * The worst rounds first, each with nothing left of what was not made durable: a long life, one
 * that ends right after a flush, one right after a shutdown, one of batches and one of a queue
 * alone, so that no single write makes durable what they left in memory. Then as the seed has it:
 * at a change of the device, or between two, which is where an engine that holds things back does
 * nothing.
 */
function sceneOf(round: number, drill: CutDrill): Scene {
	const common = { writers: 1, mix: plainMix, survival: "none", cutAt: 0 } as const;
	const { random } = drill;
	switch (round) {
		case 0:
			return { ...common, act: "writes", steps: endless, cutAt: longCutPoint(random) };
		case 1:
			return { ...common, act: "flush", steps: 30 };
		case 2:
			return { ...common, act: "shutdown", steps: 30 };
		case 3:
			return groupScene(drill, { ...noMix, writeBatch: 1 });
		case 4:
			return groupScene(drill, { ...noMix, queue: 1 });
	}
	const survival = drill.survival();
	if (random.below(3) === 0)
		return { ...common, act: "writes", steps: 1 + random.below(200), survival };
	return { ...common, act: "writes", steps: endless, cutAt: cutPoint(random), survival };
}

/** Then a flush, unless the writes alone are promised to last. */
function groupScene({ promises }: CutDrill, mix: WriterMix): Scene {
	const act = promises.durableAtWrite ? "writes" : "flush";
	return { act, writers: 1, mix, steps: 12, survival: "none", cutAt: 0 };
}

/** The scenes of every engine, and one for each further way that this one has. */
function scenesLeast({ descriptor }: CheckContext): number[] {
	const has = (capability: "batch" | "queue") => descriptor.capabilities.includes(capability);
	return [0, 1, 2, ...(has("batch") ? [3] : []), ...(has("queue") ? [4] : []), 5];
}

export const acknowledged = powerCutCheck({
	id: "powercut.acknowledged",
	title: "What was promised durable survives power cuts, and the device opens and works again",
	depth: "quick",
	run: (context) =>
		withDrill(context, 40, async (drill, totals) => {
			const scenes = scenesLeast(context);
			for (const round of rounds(context, scenes.length)) {
				await cutAndRecover(drill, totals, sceneOf(scenes[round] ?? 5 + round, drill));
			}
		}),
});

function cutPointOf(round: number, { random }: CutDrill): number {
	if (round === 1) return 0;
	return round === 0 ? longCutPoint(random) : cutPoint(random);
}

export const concurrentWriters = powerCutCheck({
	id: "powercut.concurrent-writers",
	title: "Power cuts under several threads that write, delete, flush, batch and queue at once",
	depth: "quick",
	promises: ["thread-safe", "the engine does not promise to be thread-safe"],
	run: (context) =>
		withTightDrill(context, 60, async (drill, totals) => {
			for (const round of rounds(context, 3)) {
				await cutAndRecover(drill, totals, {
					act: "writes",
					writers: 3,
					mix: fullMix(context),
					// Once between two changes of the device, wherever each thread is.
					steps: round === 1 ? 10 + drill.random.below(60) : endless,
					cutAt: cutPointOf(round, drill),
					survival: round === 0 ? "none" : drill.survival(),
				});
			}
		}),
});

const manyAtOnce =
	(way: "writeBatch" | "queue") => async (drill: CutDrill, totals: DrillTotals) => {
		for (const round of rounds(drill.context, 3)) {
			await cutAndRecover(drill, totals, {
				act: "writes",
				writers: 1,
				mix: { ...noMix, [way]: 8, delete: 2, flush: 1 },
				steps: endless,
				cutAt: round === 0 ? longCutPoint(drill.random) : cutPoint(drill.random),
				survival: round === 0 ? "none" : drill.survival(),
			});
		}
	};

export const batches = powerCutCheck({
	id: "powercut.batch",
	title: "A power cut inside batches: each item is as its status said",
	depth: "ci",
	needs: ["batch"],
	run: (context) => withDrill(context, 40, manyAtOnce("writeBatch")),
});

export const queued = powerCutCheck({
	id: "powercut.queue",
	title: "A power cut with a queue in flight: each completion holds, each other change is whole",
	depth: "ci",
	needs: ["queue"],
	run: (context) => withDrill(context, 40, manyAtOnce("queue")),
});

/** More blocks than a cache holds, and rare flushes: the engine has something to reorder. */
export const prefixRecovery = powerCutCheck({
	id: "powercut.prefix-recovery",
	title: "What survives a power cut is a prefix of the writes in the order of acknowledgement",
	depth: "quick",
	promises: ["prefix-recovery", "the engine does not promise prefix recovery"],
	run: (context) =>
		withTightDrill(context, 100, async (drill, totals) => {
			for (const _ of rounds(context, 4)) {
				await cutAndRecover(drill, totals, {
					act: "writes",
					writers: 1,
					mix: { ...noMix, write: 200, flush: 1 },
					steps: 1500,
					cutAt: 40 + cutPoint(drill.random),
					survival: drill.survival(),
				});
			}
		}),
});
