import {
	type Check,
	type CheckContext,
	type EngineConfig,
	EngineFailure,
	HostLacking,
} from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { Ledger } from "../model/ledger.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";
import { applyVictim, mustBePrefix } from "./judge.ts";
import { intervalFor, type ScriptPlan } from "./script.ts";
import { changingVictim } from "./victim.ts";

interface Round {
	readonly interval: number;
	readonly blocks: number;
	readonly reopenEvery?: number;
	readonly batch?: number;
	readonly writesOnly?: boolean;
	/** Killed so long after its last acknowledgement, at most. */
	readonly delayUsMax?: number;
}

/** Quick profiles kill a few times, the longer ones as often as their budget lasts. */
const killsMin = 3;

/** Where each change counts at once: enough of them that some are deletes of blocks that exist. */
const stepsMin = 160;

function newLedger(context: CheckContext, config: EngineConfig | undefined): Ledger {
	const absentReadsZeros = context.descriptor.guarantees.includes("absent-reads-zeros");
	const blockBytes = Number(config?.block_size ?? context.blockBytes);
	return new Ledger(blockBytes, { absentReadsZeros, writer: 1 });
}

async function killOnce(
	context: CheckContext,
	ledger: Ledger,
	round: Round,
	epoch: number,
	random: Random,
	config: EngineConfig | undefined,
): Promise<{ plan: ScriptPlan; steps: number }> {
	const seed = random.below(2 ** 31);
	const { reopenEvery = 0, batch = 0, writesOnly = false } = round;
	const interval = intervalFor(context.descriptor, round.interval, batch);
	const blocks = Math.min(round.blocks, context.capacityBlocks);
	const plan: ScriptPlan = { seed, epoch, blocks, interval, reopenEvery, batch, writesOnly };
	const report = await context.victim({
		seed,
		script: changingVictim.id,
		parameters: { ...plan },
		killAfterSteps:
			random.below(config === undefined ? Math.max(stepsMin, interval * 6) : interval) + 1,
		killDelayUs: random.below(round.delayUsMax ?? 3000),
		...(config === undefined ? {} : { config }),
	});
	if (!report.killed) {
		throw new EngineFailure(`the victim ended before it was killed: ${report.message}`);
	}
	const torn = !context.descriptor.guarantees.includes("atomic-blocks");
	applyVictim(ledger, plan, report.steps, torn);
	return { plan, steps: report.steps };
}

/** Kills, opens again and judges, on one target that keeps what earlier lives left on it. */
async function killRepeatedly(
	context: CheckContext,
	rounds: readonly Round[],
	options: {
		readonly config?: EngineConfig;
		readonly judge?: (session: Session, plan: ScriptPlan, steps: number) => void;
	} = {},
): Promise<{ kills: number; steps: number }> {
	const random = new Random(context.seed);
	const start = context.nowNs();
	const { config, judge } = options;
	const ledger = newLedger(context, config);
	let [kills, total] = [0, 0];
	while (kills < killsMin || (context.nowNs() - start) / 1e6 < context.budgetMs * 0.5) {
		const round = rounds[kills % rounds.length];
		if (round === undefined) break;
		const { plan, steps } = await killOnce(context, ledger, round, kills + 1, random, config);
		kills += 1;
		total += steps;
		const session = new Session(context, { ledger, ...(config === undefined ? {} : { config }) });
		session.verify(undefined, `after kill ${kills}, at step ${steps}`);
		judge?.(session, plan, steps);
		// It must serve again, and a clean life after the crash must change nothing.
		session.flush();
		session.reopen();
		session.verify(undefined, `after kill ${kills}, and a clean reopen`);
		session.close();
	}
	if (total === 0) {
		throw new HostLacking(`${kills} victims acknowledged nothing: the machine is too busy`);
	}
	return { kills, steps: total };
}

/**
 * SIGKILL at any moment. The kernel keeps what the process had written: this shows what the
 * engine held back in its own memory, half-written metadata, stale locks. What a device loses at
 * a power cut it can't show.
 */
export const processKill: Check = {
	id: "durability.process-kill",
	title: "After SIGKILL everything that was promised durable is there, and the target opens again",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	async run(context) {
		const { kills, steps } = await killRepeatedly(context, [
			{ interval: 8, blocks: 32 },
			{ interval: 5, blocks: 24, reopenEvery: 11 },
			{ interval: 30, blocks: 300 },
			{ interval: 16, blocks: 100, batch: 8 },
			{ interval: 3, blocks: 8, reopenEvery: 3 },
		]);
		return pass(`${kills} kills; ${steps} acknowledged steps were all there`);
	},
};

export const prefixRecovery: Check = {
	id: "durability.prefix-recovery",
	title: "What survives SIGKILL is a prefix of the changes in the order of their acknowledgement",
	needs: [],
	appliesTo(descriptor) {
		const keeps = keepsData(descriptor);
		if (keeps !== true) return keeps;
		if (descriptor.guarantees.includes("prefix-recovery")) return true;
		return "the engine does not promise prefix recovery";
	},
	depth: "quick",
	async run(context) {
		let unflushed = 0;
		const { kills } = await killRepeatedly(
			context,
			[{ interval: 400, blocks: 997, writesOnly: true }],
			{
				judge: (session, plan, steps) => {
					unflushed += mustBePrefix(session, plan, steps);
				},
			},
		);
		return pass(`${kills} kills; ${unflushed} unflushed changes survived, each time as a prefix`);
	},
};

/**
 * The largest block that leaves any engine room for a dozen: its write takes long enough to be
 * met by a kill.
 */
function largeBlocks(context: CheckContext): EngineConfig {
	const fits = 2 ** Math.floor(Math.log2(context.target.sizeBytes / 54));
	const bytes = Math.min(context.descriptor.blockBytesMax, 1 << 20, fits);
	return { block_size: bytes, capacity_blocks: 12 };
}

/** Few large blocks, overwritten again and again without a flush, so that a kill meets a write. */
export const atomicBlocks: Check = {
	id: "durability.atomic-blocks",
	title: "After SIGKILL every block is whole: the old or the new one, never a mixture",
	needs: [],
	appliesTo(descriptor) {
		const keeps = keepsData(descriptor);
		if (keeps !== true) return keeps;
		if (descriptor.guarantees.includes("atomic-blocks")) return true;
		return "the engine does not promise atomic blocks";
	},
	depth: "quick",
	async run(context) {
		const config = largeBlocks(context);
		const rounds = [3, 5].map((blocks) => ({
			interval: 64,
			blocks,
			writesOnly: true,
			delayUsMax: 20_000,
		}));
		const { kills } = await killRepeatedly(context, rounds, { config });
		return pass(`${kills} kills left every block of ${Number(config.block_size)} bytes whole`);
	},
};
