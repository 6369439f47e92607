import type {
	Check,
	CheckContext,
	CheckOutcome,
	ConcurrentOutcome,
	Engine,
	EngineConfig,
} from "../../harness/contract/index.ts";
import { judgeWithPower } from "../model/judge.ts";
import type { PowerReport } from "../model/power.ts";
import { problemFailure, violationFailure } from "./evidence.ts";
import { planRound, type Shape, threadSafe } from "./load.ts";

/** Threads that were not scheduled together have shown little: more rounds, up to these. */
const overlapWanted = 0.1;
const roundsMax = 12;
/** Of the check's budget: other checks run beside this one. */
const budgetShare = 0.5;

export interface Rounds {
	readonly shapes: readonly Shape[];
	/** Each shape at least so often. */
	readonly timesEach: number;
	readonly config?: (context: CheckContext) => EngineConfig;
}

/** What was shown so far. */
interface Shown {
	operations: number;
	overlapShare: number;
	power: PowerReport | undefined;
}

async function drive(context: CheckContext, rounds: Rounds): Promise<CheckOutcome> {
	const engine = context.mustOpen(rounds.config?.(context));
	const giveUpAtNs = context.nowNs() + budgetShare * context.budgetMs * 1e6;
	const shown: Shown = { operations: 0, overlapShare: 0, power: undefined };
	const { shapes, timesEach } = rounds;
	const roundsMin = shapes.length * timesEach;
	for (let round = 0; round < roundsMax; round++) {
		const shape = shapes[round % shapes.length] as Shape;
		const outcome = await driveOnce(context, engine, shape, round);
		shown.operations += outcome.history.length;
		if (round === 0 || outcome.overlapShare > shown.overlapShare) {
			shown.overlapShare = outcome.overlapShare;
			shown.power = outcome.power;
		}
		const enough = round + 1 >= roundsMin && shown.overlapShare >= overlapWanted;
		if (enough || (round + 1 >= shapes.length && context.nowNs() > giveUpAtNs)) break;
	}
	engine.shutdown();
	return outcomeOf(shown, shapes);
}

/** One round, judged; a violation is thrown. */
async function driveOnce(context: CheckContext, engine: Engine, shape: Shape, round: number) {
	const plan = planRound(context, engine, shape, round);
	const outcome = await context.concurrent(engine, plan);
	return { ...outcome, power: mustBeExplained(context, outcome, plan) };
}

/** Throws what the engine broke; else tells how likely a violation would have been seen. */
export function mustBeExplained(
	context: CheckContext,
	outcome: ConcurrentOutcome,
	plan: ReturnType<typeof planRound>,
): PowerReport | undefined {
	if (outcome.problems.length > 0) throw problemFailure(outcome, plan);
	const { judgement, power } = judgeWithPower(outcome.history, context.seed);
	if (judgement.kind === "violation") {
		throw violationFailure(outcome.history, judgement.violation, plan);
	}
	if (judgement.kind === "undecided") throw new Error(judgement.message);
	return power;
}

function outcomeOf({ operations, overlapShare, power }: Shown, shapes: readonly Shape[]) {
	const overlap = Math.round(100 * overlapShare);
	const clients = Math.max(...shapes.map((shape) => shape.clients));
	return {
		verdict: "pass" as const,
		message: `${operations} operations of ${clients} clients, ${overlap} % overlapping, ${powerText(power)}`,
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
	rounds: Rounds,
): Check {
	return {
		id,
		title,
		needs,
		depth: "quick",
		appliesTo: threadSafe,
		run: (context) => drive(context, rounds),
	};
}
