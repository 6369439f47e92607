/**
 * Several threads on one engine. What they saw must be explained by some order of what they did
 * (linearizability), no block may be torn, and nothing may fail on a good target.
 *
 * Not covered: interleavings that this machine's scheduler did not produce. The overlap and the
 * detection power in the message say how much was shown. Batches, queues and telemetry are called
 * from JavaScript, which spends most of the time outside of the engine: races of a few nanoseconds
 * in there may go unseen.
 */
import type { Check } from "../../harness/contract/index.ts";
import { smallBlock } from "../model/block-sizes.ts";
import { besideOthers } from "./beside-others.ts";
import { countersUnderLoad } from "./counters.ts";
import { concurrencyCheck, largeBlocks, type Phase } from "./drive.ts";
import type { Shape } from "./load.ts";
import { openAtOnce } from "./open-at-once.ts";
import { reopenUnderLoad } from "./reopen.ts";

const spread: Phase = {
	shapes: [
		{ clients: 4, blocks: 256, mix: { read: 50, write: 40, delete: 6, flush: 1 }, stepsPerRun: 20 },
		// Blocks that come and go under the hands of others: lookup, insertion and removal meet.
		{ clients: 8, blocks: 8, mix: { read: 40, write: 40, delete: 20 }, stepsPerRun: 150 },
		{ clients: 6, blocks: 64, mix: { read: 50, write: 44, delete: 6 }, stepsPerRun: 150 },
	],
	timesEach: 4,
};

const sameBlocks: Phase = {
	shapes: [
		{ clients: 8, blocks: 8, mix: { read: 50, write: 50 }, stepsPerRun: 200, unaligned: true },
		{ clients: 8, blocks: 2, mix: { read: 50, write: 50 }, stepsPerRun: 200 },
	],
	timesEach: 4,
};

const sameLargeBlocks: Phase = {
	shapes: [
		{ clients: 8, blocks: 2, mix: { read: 50, write: 50 }, stepsPerRun: 15, unaligned: true },
		{ clients: 8, blocks: 8, mix: { read: 50, write: 40, delete: 10 }, stepsPerRun: 15 },
	],
	timesEach: 4,
	config: largeBlocks(64 << 10),
};

/** A lock that covers one piece of a block, or a copy through a buffer of one size. */
const sameLargestBlocks: readonly Phase[] = [20, 19, 18, 17].map((bits) => ({
	shapes: [{ clients: 4, blocks: 2, mix: { read: 50, write: 50 }, stepsPerRun: 4 }],
	timesEach: 1,
	config: largeBlocks(2 ** bits),
}));

/** Little but leases of little: threads meet inside of what the pool does to find a buffer. */
const poolBookKeeping: Phase = {
	shapes: [{ clients: 3, blocks: 64, mix: { lease: 90, write: 10 }, stepsPerRun: 1500 }],
	timesEach: 2,
	config: (context) => ({ block_size: smallBlock(context) }),
};

/** At level debug, where the most is logged. */
const telemetry: Phase = {
	shapes: [
		{
			clients: 4,
			blocks: 32,
			mix: { telemetry: 50, read: 20, write: 20, delete: 10 },
			stepsPerRun: 400,
		},
	],
	timesEach: 4,
	config: (context) => ({ block_size: smallBlock(context), log_level: "debug" }),
};

/** What batches and queues copy for themselves, where the copy takes long. */
function groupsOfLargeBlocks(mix: Shape["mix"]): Phase {
	return {
		shapes: [{ clients: 3, blocks: 3, mix, batchSize: 3, stepsPerRun: 2 }],
		timesEach: 2,
		config: largeBlocks(256 << 10),
	};
}

export const concurrencyChecks: readonly Check[] = [
	concurrencyCheck(
		"concurrency.linearizable",
		"Reads, writes and deletes of four threads on many blocks have one order that explains them",
		[],
		[spread],
	),
	concurrencyCheck(
		"concurrency.same-blocks",
		"Threads that meet on a handful of blocks never see a torn, foreign or stale block",
		[],
		[sameBlocks, sameLargeBlocks, ...sameLargestBlocks],
	),
	concurrencyCheck(
		"concurrency.batches",
		"Batches of several threads leave each block as some order of their items does",
		["batch"],
		[
			{
				shapes: [
					{
						clients: 3,
						blocks: 128,
						mix: { readBatch: 40, writeBatch: 40, read: 10, write: 10 },
						batchSize: 16,
						stepsPerRun: 15,
					},
					{
						clients: 3,
						blocks: 16,
						mix: { readBatch: 40, writeBatch: 40, read: 20, write: 10, delete: 5 },
						batchSize: 16,
						stepsPerRun: 5,
					},
				],
				timesEach: 4,
			},
			groupsOfLargeBlocks({ readBatch: 50, writeBatch: 50 }),
		],
	),
	concurrencyCheck(
		"concurrency.queues",
		"Queues of several threads beside single calls leave each block as some order of them does",
		["queue"],
		[
			{
				shapes: [
					{
						clients: 3,
						blocks: 128,
						mix: { queue: 60, read: 20, write: 20 },
						batchSize: 16,
						stepsPerRun: 15,
					},
					{
						clients: 3,
						blocks: 16,
						mix: { queue: 60, read: 20, write: 20, delete: 5 },
						batchSize: 16,
						stepsPerRun: 5,
					},
				],
				timesEach: 4,
			},
			groupsOfLargeBlocks({ queue: 60, read: 20, write: 20 }),
		],
	),
	concurrencyCheck(
		"concurrency.leases",
		"A leased block does not change while other threads write and lease",
		["lease"],
		[
			{
				shapes: [
					{ clients: 4, blocks: 32, mix: { lease: 40, read: 20, write: 40 }, stepsPerRun: 100 },
					{ clients: 4, blocks: 4, mix: { lease: 50, write: 40, delete: 10 }, stepsPerRun: 100 },
				],
				timesEach: 3,
			},
			poolBookKeeping,
			{
				shapes: [{ clients: 4, blocks: 2, mix: { lease: 50, write: 50 }, stepsPerRun: 10 }],
				timesEach: 2,
				config: largeBlocks(256 << 10),
			},
		],
	),
	concurrencyCheck(
		"concurrency.telemetry",
		"Stats, health, metrics and log make sense to several threads that ask while others work",
		[],
		[telemetry],
	),
	countersUnderLoad,
	reopenUnderLoad,
	besideOthers,
	openAtOnce,
];
