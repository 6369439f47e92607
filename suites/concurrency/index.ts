/**
 * Several threads on one engine. What they saw must be explained by some order of what they did
 * (linearizability), no block may be torn, and nothing may fail on a good target.
 *
 * Not covered: interleavings that this machine's scheduler did not produce. The overlap and the
 * detection power in the message say how much was shown.
 */
import type {
	Check,
	CheckContext,
	CheckOutcome,
	ClientMix,
	Engine,
	EngineDescriptor,
	Evidence,
	History,
} from "../../harness/contract/index.ts";
import { EngineFailure } from "../../harness/contract/index.ts";
import { storesData } from "../model/applies.ts";
import type { Violation } from "../model/history.ts";
import { judgeWithPower } from "../model/judge.ts";
import { drawLanes } from "../model/lanes.ts";
import type { PowerReport } from "../model/power.ts";
import { countersUnderLoad } from "./counters.ts";

const nothing: ClientMix = {
	read: 0,
	write: 0,
	delete: 0,
	readBatch: 0,
	writeBatch: 0,
	lease: 0,
	queue: 0,
	flush: 0,
};

interface Load {
	readonly clients: number;
	/** Few blocks meet often and hide stale reads; many meet seldom and show them. */
	readonly blocks: number;
	readonly mix: Partial<ClientMix>;
	readonly batchSize?: number;
	/** Steps of a client for each property run that the profile asks for. */
	readonly stepsPerRun: number;
}

function threadSafe(descriptor: EngineDescriptor): true | string {
	const stores = storesData(descriptor);
	if (stores !== true) return stores;
	if (descriptor.guarantees.includes("thread-safe")) return true;
	return "the engine does not promise to be thread-safe: the host calls it from one thread at a time";
}

/** Threads that were not scheduled together have shown little: another round, up to these. */
const overlapWanted = 0.1;
const roundsMax = 6;

async function drive(context: CheckContext, load: Load): Promise<CheckOutcome> {
	const engine = context.mustOpen();
	const giveUpAtNs = context.nowNs() + context.budgetMs * 1e6;
	let operations = 0;
	let overlapShare = 0;
	let power: PowerReport | undefined;
	for (let round = 0; round < roundsMax; round++) {
		const outcome = await driveOnce(context, engine, load, round);
		operations += outcome.history.length;
		if (round === 0 || outcome.overlapShare > overlapShare) {
			overlapShare = outcome.overlapShare;
			power = outcome.power;
		}
		if (overlapShare >= overlapWanted || context.nowNs() > giveUpAtNs) break;
	}
	engine.shutdown();
	const overlap = Math.round(100 * overlapShare);
	return {
		verdict: "pass",
		message: `${operations} operations of ${load.clients} clients, ${overlap} % overlapping, ${powerText(power)}`,
		operations,
		details: { overlapShare, power },
	};
}

/** One round, judged; a violation is thrown. */
async function driveOnce(context: CheckContext, engine: Engine, load: Load, round: number) {
	const blocks = Math.min(load.blocks, context.capacityBlocks);
	const outcome = await context.concurrent(engine, {
		clients: load.clients,
		stepsPerClient: Math.max(100, load.stepsPerRun * context.propertyRuns),
		blocks: Array.from({ length: blocks }, (_, index) => index),
		prefill: true,
		mix: { ...nothing, ...load.mix },
		batchSize: load.batchSize ?? 1,
		untilNs: context.nowNs() + context.budgetMs * 1e6,
		seed: context.seed + round,
		epoch: 1 + round,
	});
	const [problem] = outcome.problems;
	if (problem !== undefined) {
		const more = outcome.problemsTotal > 1 ? ` (and ${outcome.problemsTotal - 1} more)` : "";
		throw new EngineFailure(
			`client ${problem.client}, block ${problem.block}: ${problem.message}${more}`,
		);
	}
	const { judgement, power } = judgeWithPower(outcome.history, context.seed);
	if (judgement.kind === "violation") {
		const { message } = judgement.violation;
		throw new EngineFailure(message, evidenceOf(outcome.history, judgement.violation));
	}
	if (judgement.kind === "undecided") throw new Error(judgement.message);
	return { ...outcome, power };
}

function powerText(power: PowerReport | undefined): string {
	if (power === undefined || power.planted === 0) return "detection power not measured";
	const percent = Math.floor((100 * power.caught) / power.planted);
	return `would have caught ${percent} % of planted violations`;
}

function evidenceOf(history: History, violation: Violation): Evidence {
	return { counterexample: drawLanes(history, violation.operations) };
}

function concurrencyCheck(id: string, title: string, needs: Check["needs"], load: Load): Check {
	return {
		id,
		title,
		needs,
		depth: "quick",
		appliesTo: threadSafe,
		run: (context) => drive(context, load),
	};
}

export const concurrencyChecks: readonly Check[] = [
	concurrencyCheck(
		"concurrency.linearizable",
		"Reads, writes and deletes of four threads on many blocks have one order that explains them",
		[],
		{
			clients: 4,
			blocks: 256,
			mix: { read: 50, write: 40, delete: 6, flush: 1 },
			stepsPerRun: 100,
		},
	),
	concurrencyCheck(
		"concurrency.same-blocks",
		"Threads that meet on a handful of blocks never see a torn, foreign or stale block",
		[],
		{ clients: 4, blocks: 8, mix: { read: 50, write: 50 }, stepsPerRun: 100 },
	),
	concurrencyCheck(
		"concurrency.batches",
		"Batches of several threads leave each block as some order of their items does",
		["batch"],
		{
			clients: 3,
			blocks: 128,
			mix: { readBatch: 40, writeBatch: 40, read: 10, write: 10 },
			batchSize: 16,
			stepsPerRun: 15,
		},
	),
	concurrencyCheck(
		"concurrency.queues",
		"Queues of several threads beside single calls leave each block as some order of them does",
		["queue"],
		{
			clients: 3,
			blocks: 128,
			mix: { queue: 60, read: 20, write: 20 },
			batchSize: 16,
			stepsPerRun: 15,
		},
	),
	concurrencyCheck(
		"concurrency.leases",
		"A leased block does not change while other threads write and lease",
		["lease"],
		{ clients: 4, blocks: 32, mix: { lease: 40, read: 20, write: 40 }, stepsPerRun: 40 },
	),
	countersUnderLoad,
];
