import { EngineFailure } from "../../harness/contract/index.ts";
import { statusName } from "../model/errno.ts";
import type { CutDrill, Scene } from "./drill.ts";
import { configOf } from "./geometry.ts";
import { ownFlushScene } from "./own-flush.ts";
import { Recovery } from "./recovery.ts";
import {
	cutAndRecover,
	cutPoint,
	type DrillTotals,
	noMix,
	powerCutCheck,
	rounds,
	withDrill,
	withTightDrill,
} from "./run.ts";
import type { Act } from "./victim.ts";

const changesBefore = 24;
const mix = { ...noMix, write: 6, delete: 1 };

function sceneOf(drill: CutDrill, act: Act, cutAt: number): Scene {
	const survival = cutAt === 0 ? "none" : drill.survival();
	return { act, writers: 1, mix, steps: changesBefore, cutAt, survival };
}

/**
 * The first round lets the act end and cuts then, which also counts the device's changes in it;
 * the others cut at one of those, chosen from the seed.
 */
async function cutDuring(
	drill: CutDrill,
	totals: DrillTotals,
	act: Act,
	least: number,
): Promise<void> {
	let changes = 0;
	for (const round of rounds(drill.context, least)) {
		const cutAt = round === 0 ? 0 : 1 + drill.random.below(Math.max(1, changes));
		const seen = await cutAndRecover(drill, totals, sceneOf(drill, act, cutAt));
		changes = Math.max(changes, seen);
	}
}

export const duringFlush = powerCutCheck({
	id: "powercut.flush",
	title: "A power cut inside a flush: what it had not finished is old or new, nothing else is lost",
	depth: "ci",
	run: (context) =>
		withTightDrill(context, 40, async (drill, totals) => {
			await cutDuring(drill, totals, "flush", 4);
			await cutAndRecover(drill, totals, ownFlushScene(drill));
		}),
});

export const duringShutdown = powerCutCheck({
	id: "powercut.shutdown",
	title: "A power cut inside or after a shutdown: what it reported as done is done",
	depth: "ci",
	run: (context) =>
		withDrill(context, 40, (drill, totals) => cutDuring(drill, totals, "shutdown", 4)),
});

export const duringHandOver = powerCutCheck({
	id: "powercut.activate",
	title: "A power cut inside quiesce, activate, or the first writes of the engine that took over",
	depth: "ci",
	needs: ["swap"],
	run: (context) =>
		withDrill(context, 40, async (drill, totals) => {
			await cutDuring(drill, totals, "quiesce", 2);
			await cutDuring(drill, totals, "activate", 4);
		}),
});

/**
 * A format that was cut short is no format, or a whole one: the next initialize must not refuse
 * it.
 */
export const duringFormat = powerCutCheck({
	id: "powercut.format",
	title: "A power cut inside the first initialize of a new device: the next one succeeds",
	depth: "ci",
	run: (context) =>
		withDrill(context, 40, async (drill, totals) => {
			let changes = 0;
			for (const round of rounds(context, 5)) {
				await drill.rig.renew();
				drill.forget();
				const cutAt = round === 0 ? 0 : 1 + drill.random.below(Math.max(1, changes));
				const seen = await cutAndRecover(drill, totals, sceneOf(drill, "initialize", cutAt));
				changes = Math.max(changes, seen);
			}
		}),
});

/** The power fails under writes, then again while the engine recovers from that, then once more. */
export const duringRecovery = powerCutCheck({
	id: "powercut.recovery",
	title: "Power cuts inside the recovery from a power cut: nothing more is lost than by the first",
	depth: "ci",
	run: (context) =>
		withDrill(context, 40, async (drill, totals) => {
			prepare(drill);
			for (const _ of rounds(context, 2)) {
				const writes: Scene = {
					act: "writes",
					writers: 1,
					mix: { ...mix, flush: 1 },
					steps: 1_000_000,
					cutAt: 8 + cutPoint(drill.random),
					survival: drill.survival(),
				};
				const crash = await drill.crash(writes);
				let changes = (await drill.crash(sceneOf(drill, "initialize", 0))).deviceChanges;
				for (let again = 0; again < 2; again++) {
					const cutAt = 1 + drill.random.below(Math.max(1, changes));
					const { deviceChanges } = await drill.crash(sceneOf(drill, "initialize", cutAt));
					changes = Math.max(changes, deviceChanges);
				}
				const { unsure, torn } = new Recovery(drill, crash).judge();
				totals.unsure += unsure;
				totals.torn += torn;
			}
		}),
});

/** Formats the device in good order, so that the first cut meets a device in use. */
function prepare(drill: CutDrill): void {
	const engine = drill.context.mustOpen(configOf(drill.geometry, drill.rig.path));
	const status = engine.shutdown();
	if (status !== 0) throw new EngineFailure(`shutdown returned ${statusName(status)}`);
}
