import type {
	Check,
	CheckContext,
	ConcurrentOutcome,
	ConcurrentPlan,
	Engine,
	EngineConfig,
} from "../../harness/contract/index.ts";
import { judgeHistory, powerOf } from "../model/judge.ts";
import type { PowerReport } from "../model/power.ts";
import { problemFailure, violationFailure } from "./evidence.ts";
import { planRound, type Shape, threadSafe } from "./load.ts";

/** Threads that were not scheduled together have shown little: more rounds. */
const overlapWanted = 0.1;
/** Of the check's budget, all phases together. */
const budgetShare = 0.5;
/** Each shape at least so often, on a machine that is too busy for more within the budget. */
const timesLeast = 2;
/** Of the budget: beyond it each shape once has to do. */
const budgetShareMost = 2;

/** Rounds over one opened engine, one shape after the other. */
export interface Phase {
	readonly shapes: readonly Shape[];
	/** Each shape so often, if the budget allows; at least once. */
	readonly timesEach: number;
	/** Other than the run's; undefined: this engine has no such configuration. */
	readonly config?: (context: CheckContext) => EngineConfig | undefined;
}

/** What was shown so far. */
interface Shown {
	operations: number;
	rounds: number;
	overlapShare: number;
	power: PowerReport | undefined;
}

async function drive(context: CheckContext, phases: readonly Phase[]) {
	const shown: Shown = { operations: 0, rounds: 0, overlapShare: 0, power: undefined };
	const startedNs = context.nowNs();
	for (const [index, phase] of phases.entries()) {
		const config = phase.config === undefined ? {} : phase.config(context);
		if (config === undefined) continue;
		if (index > 0) context.target.renew();
		const engine = context.mustOpen(config);
		const share = ((index + 1) / phases.length) * context.budgetMs * 1e6;
		await drivePhase(context, engine, phase, shown, {
			soonNs: startedNs + budgetShare * share,
			latestNs: startedNs + budgetShareMost * share,
		});
		engine.shutdown();
	}
	return outcomeOf(shown, phases);
}

async function drivePhase(
	context: CheckContext,
	engine: Engine,
	{ shapes, timesEach }: Phase,
	shown: Shown,
	until: { readonly soonNs: number; readonly latestNs: number },
): Promise<void> {
	// Longer profiles look at more; ci is the measure.
	const scale = Math.max(1, context.propertyRuns / 100);
	const roundsWanted = Math.ceil(shapes.length * timesEach * scale);
	for (let round = 0; ; round++) {
		const shape = shapes[round % shapes.length] as Shape;
		const plan = planRound(context, engine, shape, shown.rounds++);
		const outcome = await context.concurrent(engine, plan);
		mustBeExplained(outcome, plan);
		shown.operations += outcome.history.length;
		if (outcome.overlapShare > shown.overlapShare) shown.overlapShare = outcome.overlapShare;
		// Of the first shape, whose blocks are spread.
		if (shown.rounds === 1) shown.power = powerOf(outcome.history, context.seed);
		const [done, nowNs] = [round + 1, context.nowNs()];
		const met = shown.overlapShare >= overlapWanted;
		if (met && done >= roundsWanted) return;
		if (met && done >= shapes.length * timesLeast && nowNs > until.soonNs) return;
		if (done >= shapes.length && nowNs > until.latestNs) return;
	}
}

/** Throws what the engine broke. */
export function mustBeExplained(outcome: ConcurrentOutcome, plan: ConcurrentPlan): void {
	if (outcome.problems.length > 0) throw problemFailure(outcome, plan);
	const judgement = judgeHistory(outcome.history);
	if (judgement.kind === "violation") {
		throw violationFailure(outcome.history, judgement.violation, plan);
	}
	if (judgement.kind === "undecided") throw new Error(judgement.message);
}

function outcomeOf({ operations, rounds, overlapShare, power }: Shown, phases: readonly Phase[]) {
	const overlap = Math.round(100 * overlapShare);
	const clients = Math.max(...phases.flatMap(({ shapes }) => shapes).map((one) => one.clients));
	const load = `${operations} operations of ${clients} clients in ${rounds} rounds`;
	return {
		verdict: "pass" as const,
		message: `${load}, up to ${overlap} % overlapping, ${powerText(power)}`,
		operations,
		details: { overlapShare, power },
	};
}

function powerText(power: PowerReport | undefined): string {
	if (power === undefined || power.planted === 0) return "detection power not measured";
	const percent = Math.floor((100 * power.caught) / power.planted);
	return `would have caught ${percent} % of planted violations`;
}

export function concurrencyCheck(
	id: string,
	title: string,
	needs: Check["needs"],
	phases: readonly Phase[],
): Check {
	return {
		id,
		title,
		needs,
		depth: "quick",
		appliesTo: threadSafe,
		run: (context) => drive(context, phases),
	};
}

/**
 * Copying a large block takes long: a copy that no lock covers is seen where it would not be. The
 * largest size up to `bytesMost` that the engine has and of which two blocks fit; none where that
 * is no larger than the run's own.
 */
export function largeBlocks(bytesMost: number) {
	return (context: CheckContext): EngineConfig | undefined => {
		const blockBytes = Math.min(context.descriptor.blockBytesMax, bytesMost);
		if (blockBytes <= context.blockBytes) return undefined;
		const fitting = Math.floor((context.blockBytes * context.capacityBlocks) / blockBytes);
		return fitting < 2 ? undefined : { block_size: blockBytes, capacity_blocks: fitting };
	};
}
