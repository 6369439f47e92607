import type {
	Check,
	CheckContext,
	CheckOutcome,
	EngineDescriptor,
	HostNeed,
	WriterMix,
} from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { idsBelow } from "../model/ids.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";
import { powerCuts } from "./cut-rig.ts";
import { CutDrill, type Scene } from "./drill.ts";
import { configOf, type Geometry, geometryOf, tightGeometryOf } from "./geometry.ts";
import { Recovery } from "./recovery.ts";

export const rigNeeds: readonly HostNeed[] = ["fuse", "device-mount"];
/**
 * A round is two processes, a mount and a few hundred requests; on a busy machine it is a second.
 */
export const deadlineMs = 120_000;
/** On a machine that is this slow, the rounds that a longer profile adds are left out. */
const patienceMs = 25_000;

/** Of a full engine, after a flush. */
const overwritten = 8;

/** Steps for an act that only the cut ends. */
export const endless = 1_000_000;
export const noMix: WriterMix = { write: 0, delete: 0, flush: 0, writeBatch: 0, queue: 0 };

/** Rounds by number: at least so many, more in longer profiles. What one does is the seed's. */
export function* rounds(context: CheckContext, least: number): Generator<number> {
	const wanted = Math.max(least, Math.round((least * context.propertyRuns) / 40));
	const giveUpAt = context.nowNs() + patienceMs * 1e6;
	for (let round = 0; round < wanted; round++) {
		if (round >= least && context.nowNs() > giveUpAt) return;
		yield round;
	}
}

/** Like a real disk's life: most cuts come early in a burst, some after long writing. */
export function cutPoint(random: Random): number {
	return 1 + random.below(2 ** (1 + random.below(8)));
}

/** Long enough for every kind of change, flushes among them, to be acknowledged. */
export function longCutPoint(random: Random): number {
	return 80 + random.below(80);
}

export interface DrillTotals {
	unsure: number;
	torn: number;
}

type DrillRun = (drill: CutDrill, totals: DrillTotals) => Promise<void>;

/**
 * Makes a device with a formatted, partly filled engine on it, runs the drill, and takes it down.
 */
export function withDrill(
	context: CheckContext,
	blocks: number,
	run: DrillRun,
): Promise<CheckOutcome> {
	return drillOn(context, geometryOf(context, blocks), run);
}

/** The same where the engine has little room beside the blocks. */
export function withTightDrill(
	context: CheckContext,
	blocks: number,
	run: DrillRun,
): Promise<CheckOutcome> {
	return drillOn(context, tightGeometryOf(context, blocks), async (drill, totals) => {
		await run(drill, totals);
		mustOfferItsCapacity(drill);
	});
}

async function drillOn(
	context: CheckContext,
	geometry: Geometry,
	run: DrillRun,
): Promise<CheckOutcome> {
	const seed = new Random(context.seed, 42).below(2 ** 31);
	const rig = await context.rig({ sizeBytes: geometry.sizeBytes, seed });
	const totals: DrillTotals = { unsure: 0, torn: 0 };
	try {
		const drill = new CutDrill(context, powerCuts(rig), geometry);
		await run(drill, totals);
		return pass(describe(drill, totals));
	} finally {
		await rig.close();
	}
}

function describe(drill: CutDrill, { unsure, torn }: DrillTotals): string {
	const surely = `${drill.acknowledged} acknowledged changes`;
	const open = `${unsure} of them not covered by any promise`;
	return `${drill.cuts} power cuts; ${surely}, ${open}; ${torn} blocks lawfully torn`;
}

/** After all of the cuts there is still room for every block: none took a place for good. */
function mustOfferItsCapacity({ context, geometry, rig, cuts }: CutDrill): void {
	const session = new Session(context, { config: configOf(geometry, rig.path) });
	const ids = idsBelow(geometry.capacityBlocks);
	const when = `with every block written after ${cuts} power cuts`;
	for (const id of ids) session.write(id);
	session.flush();
	for (const id of ids.slice(0, overwritten)) session.write(id);
	session.verify(ids, when);
	session.close();
}

/** One cut and one recovery. */
export async function cutAndRecover(
	drill: CutDrill,
	totals: DrillTotals,
	scene: Scene,
): Promise<number> {
	const crash = await drill.crash(scene);
	const { unsure, torn } = new Recovery(drill, crash).judge();
	totals.unsure += unsure;
	totals.torn += torn;
	return crash.deviceChanges;
}

/** The parts that all power-cut checks share. */
export function powerCutCheck(
	check: Pick<Check, "id" | "title" | "depth" | "run"> & {
		readonly needs?: Check["needs"];
		readonly promises?: readonly [guarantee: string, why: string];
	},
): Check {
	const { promises, needs = [], ...rest } = check;
	return {
		...rest,
		needs,
		hostNeeds: rigNeeds,
		deadlineMs,
		appliesTo(descriptor: EngineDescriptor) {
			const keeps = keepsData(descriptor);
			if (keeps !== true || promises === undefined) return keeps;
			const [guarantee, why] = promises;
			return (descriptor.guarantees as readonly string[]).includes(guarantee) ? true : why;
		},
	};
}
