import {
	type CheckContext,
	EngineFailure,
	type Rig,
	type SwapSurvival,
} from "../../harness/contract/index.ts";
import { keepsData } from "../model/applies.ts";
import { Random } from "../model/random.ts";
import { type CutRig, KillRig, powerCuts } from "./cut-rig.ts";
import { CutDrill, type Scene } from "./drill.ts";
import { geometryOf } from "./geometry.ts";
import { Recovery } from "./recovery.ts";
import { noMix, rounds } from "./run.ts";

/**
 * Writers write through the slot, its engines replace each other all the time, and in the middle of
 * that the power fails or the process is killed. Then one of the engines opens the device: whatever
 * was acknowledged, and by its engine's promise durable, or covered by a flush or a hand-over, must
 * be there; nothing else may be, no block torn, and the device must work again.
 *
 * Half of the cuts are aimed at a hand-over, a quarter at what comes right after it, when the next
 * engine's first changes are as young as the old one's last; the others come at any time. Whether
 * one met a hand-over is what the victim's log says of it, and those that did not are judged all
 * the same.
 *
 * Not covered: reads under the swaps, which the other drills have; queues and leases, which belong
 * to one engine and not to a slot; two engines in two processes.
 */
export const blocks = 40;
export const writers = 3;
const roundsMin = 10;
/** More than a cut comes after: victims go on until they are cut. */
const steps = 1_000_000;
const swapsBeforeMax = 4;
/**
 * The cut's place, in changes of the device or twentieths of a millisecond after the hand-over
 * began, is below these, in turn. A hand-over itself takes some few of either.
 */
const placesMax = [8, 48, 8, 256] as const;

interface Tally {
	swaps: number;
	cuts: number;
	cutsInHandOver: number;
	unsure: number;
	torn: number;
	reads: number;
}

export async function surviveCuts(
	context: CheckContext,
	progress: (message: string) => void,
): Promise<SwapSurvival> {
	return await survive(context, progress, async (sizeBytes, seed) => {
		const rig: Rig = await context.rig({ sizeBytes, seed });
		return powerCuts(rig);
	});
}

export async function surviveKills(
	context: CheckContext,
	progress: (message: string) => void,
): Promise<SwapSurvival> {
	return await survive(context, progress, async () => new KillRig(context));
}

async function survive(
	context: CheckContext,
	progress: (message: string) => void,
	openRig: (sizeBytes: number, seed: number) => Promise<CutRig>,
): Promise<SwapSurvival> {
	const tally: Tally = { swaps: 0, cuts: 0, cutsInHandOver: 0, unsure: 0, torn: 0, reads: 0 };
	const keeps = keepsData(context.descriptor);
	if (keeps !== true) return told(tally, undefined, { verdict: "not-applicable", message: keeps });
	const geometry = geometryOf(context, blocks);
	const seed = new Random(context.seed, 44).below(2 ** 31);
	const rig = await openRig(geometry.sizeBytes, seed);
	const drill = new CutDrill(context, rig, geometry);
	try {
		for (const round of rounds(context, roundsMin)) {
			await cutOnce(drill, round, tally);
			progress(`${tally.cuts} times ended by a ${rig.event}, after ${tally.swaps} swaps`);
		}
		for (let more = 0; tally.cutsInHandOver === 0 && more < 2 * roundsMin; more++) {
			await cutOnce(drill, 0, tally);
		}
		return told(tally, drill, conclude(tally, drill));
	} catch (error) {
		if (!(error instanceof EngineFailure)) throw error;
		const { message, evidence } = error;
		const failed = { verdict: "fail" as const, message };
		return told(tally, drill, evidence === undefined ? failed : { ...failed, evidence });
	} finally {
		await rig.close();
	}
}

async function cutOnce(drill: CutDrill, round: number, tally: Tally): Promise<void> {
	const { random } = drill;
	const scene: Scene = {
		act: "swaps",
		writers,
		// Without flushes of the writers only the hand-over covers what was before it.
		mix: { ...noMix, write: 40, delete: 5, flush: round % 4 < 2 ? 0 : 1, ...batches(drill) },
		steps,
		cutAt: 1 + random.below(placesMax[round % placesMax.length] ?? 1),
		survival: drill.survival(),
		swapsBefore: random.below(swapsBeforeMax),
		// What is aimed at a hand-over counts the changes of its own, and nobody else's.
		quiet: round % 2 === 0,
	};
	tally.cuts += 1;
	const crash = await drill.crash(scene);
	const handOvers = crash.life.changes.filter(({ writer }) => writer === writers);
	tally.swaps += handOvers.filter(({ end }) => Number.isFinite(end)).length;
	if (handOvers.some(({ end }) => !Number.isFinite(end))) tally.cutsInHandOver += 1;
	const { unsure, torn } = new Recovery(drill, crash).judge();
	tally.unsure += unsure;
	tally.torn += torn;
	tally.reads += drill.geometry.capacityBlocks;
}

function batches({ context }: CutDrill) {
	return context.descriptor.capabilities.includes("batch") ? { writeBatch: 10 } : {};
}

/** A drill that never met a hand-over has shown nothing of one. */
function conclude(tally: Tally, drill: CutDrill): SwapSurvival["outcome"] {
	const { cuts, cutsInHandOver, swaps, unsure, torn } = tally;
	const { event } = drill.rig;
	const where = `${cuts} times ended by a ${event}, ${cutsInHandOver} in a hand-over`;
	if (cutsInHandOver === 0) {
		const message = `${where}: repeat with another seed, on a less busy machine`;
		return { verdict: "could-not-run", message };
	}
	const surely = `${drill.acknowledged} acknowledged changes under ${swaps} swaps`;
	const open = `${unsure} of them not covered by any promise`;
	const message = `${where}; ${surely}, ${open}; nothing lost, ${torn} blocks lawfully torn`;
	return { verdict: "pass", message };
}

function told(
	{ swaps, reads, ...details }: Tally,
	drill: CutDrill | undefined,
	outcome: SwapSurvival["outcome"],
): SwapSurvival {
	return { outcome, swaps, acknowledgedWrites: drill?.acknowledged ?? 0, reads, details };
}
