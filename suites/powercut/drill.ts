import {
	type CheckContext,
	type CutSurvival,
	cutSurvivals,
	EngineFailure,
	type Victim,
	VictimLog,
	type WriterMix,
} from "../../harness/contract/index.ts";
import { absent, type BlockState } from "../model/block-state.ts";
import { Random } from "../model/random.ts";
import type { CutRig } from "./cut-rig.ts";
import { configOf, type Geometry } from "./geometry.ts";
import { type Life, type Promises, refusedChange, statesOf } from "./survivors.ts";
import { type Act, phases, powercutVictim, type VictimParameters } from "./victim.ts";
import { handOverBegan, mustEnd } from "./victim-state.ts";

/** What a victim does before and while the power fails. */
export interface Scene {
	readonly act: Act;
	readonly writers: number;
	readonly mix: WriterMix;
	/** Steps of each writer: before the act, or until the power fails. */
	readonly steps: number;
	/** Changes of the device after which the power fails; 0: after the act. */
	readonly cutAt: number;
	/** Counted are flushes that have so many unflushed writes to save, and nothing else. */
	readonly covering?: number;
	readonly survival: CutSurvival;
	/** Of `swaps`: the power may fail from this hand-over on. */
	readonly swapsBefore?: number;
	readonly quiet?: boolean;
}

export interface Crash {
	readonly scene: Scene;
	/** Writes and flushes that the device saw from the act's beginning. */
	readonly deviceChanges: number;
	readonly life: Life;
}

const rowsPerWriter = 3000;
/** Large blocks have shorter lives. */
const lifeBytesMost = 32 << 20;
const batchSize = 6;
/** An act that does not end is cut here; the power fails then, as it may at any time. */
const actMs = 3000;

export function promisesOf(context: CheckContext): Promises {
	const { guarantees } = context.descriptor;
	return {
		durableAtWrite: guarantees.includes("durable-at-write"),
		atomicBlocks: guarantees.includes("atomic-blocks"),
		absentReadsZeros: guarantees.includes("absent-reads-zeros"),
	};
}

/** One device that lives through power cuts, and what it surely holds. */
export class CutDrill {
	readonly context: CheckContext;
	readonly rig: CutRig;
	readonly geometry: Geometry;
	readonly promises: Promises;
	readonly random: Random;
	/** By index of the geometry's ids. */
	readonly known = new Map<number, BlockState>();
	readonly former = new Map<number, BlockState[]>();
	#epoch = 0;
	cuts = 0;
	acknowledged = 0;

	constructor(context: CheckContext, rig: CutRig, geometry: Geometry) {
		this.context = context;
		this.rig = rig;
		this.geometry = geometry;
		this.promises = promisesOf(context);
		this.random = new Random(context.seed, 43);
	}

	get epoch(): number {
		return this.#epoch;
	}

	survival(): CutSurvival {
		return this.random.pick(cutSurvivals);
	}

	/** Starts a victim, lets the power fail as the scene says, and brings it back. */
	async crash(scene: Scene): Promise<Crash> {
		this.#epoch += 1;
		this.cuts += 1;
		const { context, rig, geometry } = this;
		const { act, writers, mix } = scene;
		const most = Math.max(8, Math.floor(lifeBytesMost / context.blockBytes / writers));
		const steps = Math.min(scene.steps, most);
		const seed = this.random.below(2 ** 31);
		const plan = { writers, blocks: geometry.ids, mix, steps, batchSize, seed, epoch: this.#epoch };
		const { swapsBefore = 0, quiet = false } = scene;
		const parameters: VictimParameters = { act, plan, swapsBefore, quiet };
		// The swapper writes the log as well.
		const lanes = act === "swaps" ? writers + 1 : writers;
		const victim = await context.startVictim({
			seed,
			script: powercutVictim.id,
			config: configOf(geometry, rig.path),
			parameters: { ...parameters },
			logWords: VictimLog.wordsFor(lanes, rowsPerWriter),
		});
		let deviceChanges = 0;
		try {
			victim.log.lay(lanes, rowsPerWriter);
			await this.#reached(victim, phases.act);
			deviceChanges = await this.#cutDuring(victim, scene);
		} finally {
			victim.kill();
			await rig.restore(scene.survival);
			await mustEnd(victim);
		}
		const life = this.#lifeOf(victim);
		const refused = refusedChange(life.changes, life);
		if (refused !== undefined) throw new EngineFailure(refused);
		this.acknowledged += life.changes.filter((one) => Number.isFinite(one.end)).length;
		return { scene, deviceChanges, life };
	}

	async #cutDuring(victim: Victim, scene: Scene): Promise<number> {
		const { rig } = this;
		const before = await this.#changes();
		if (scene.cutAt > 0 && !rig.byTheClock) await rig.armCut(scene.cutAt, scene.covering);
		let failed = false;
		const failing = rig.powerFailed.then(() => {
			failed = true;
		});
		victim.log.allow(phases.act);
		if (rig.byTheClock) {
			await handOverBegan(victim, scene);
			await rig.armCut(scene.cutAt);
		}
		const giveUpAt = this.context.nowNs() + actMs * 1e6;
		while (!failed && victim.log.phase < phases.after && this.context.nowNs() < giveUpAt) {
			this.#mustLive(victim);
			await Promise.race([failing, Bun.sleep(1)]);
		}
		await rig.cut();
		return (await this.#changes()) - before;
	}

	async #changes(): Promise<number> {
		const requests = await this.rig.requests?.();
		return requests === undefined ? 0 : requests.writes + requests.flushes;
	}

	async #reached(victim: Victim, phase: number): Promise<void> {
		const giveUpAt = this.context.nowNs() + this.context.budgetMs * 1e6 + 10e9;
		while (victim.log.phase < phase) {
			this.#mustLive(victim);
			if (this.context.nowNs() > giveUpAt) {
				throw new EngineFailure("the engine did not come as far as where the power was to fail");
			}
			await Bun.sleep(1);
		}
	}

	#mustLive(victim: Victim): void {
		if (!victim.hasEnded()) return;
		const failure = victim.failure();
		if (failure?.harness === true) throw new Error(failure.message);
		const why = failure?.message ?? "the process that runs the engine died";
		throw new EngineFailure(`before the ${this.rig.event}, ${why}`);
	}

	#lifeOf(victim: Victim): Life {
		return {
			blockBytes: this.context.blockBytes,
			ids: this.geometry.ids.map(BigInt),
			epoch: this.#epoch,
			before: new Map(this.known),
			changes: victim.log.changes(),
			former: new Map(this.former),
		};
	}

	/** The device was renewed. */
	forget(): void {
		this.known.clear();
		this.former.clear();
	}

	/** After a recovery: what each block holds now is sure. */
	settle(life: Life, states: ReadonlyMap<number, BlockState>): void {
		for (const block of this.geometry.ids.keys()) {
			const former = [...(this.former.get(block) ?? []), ...statesOf(block, life)];
			const held = states.get(block) ?? absent;
			this.known.set(block, held);
			this.former.set(block, held.kind === "stamped" ? [...former, held] : former);
		}
	}
}
