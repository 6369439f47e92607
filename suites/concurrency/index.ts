/**
 * Several threads on one engine. What they saw must be explained by some order of what they did
 * (linearizability), no block may be torn, and nothing may fail on a good target.
 *
 * Not covered: interleavings that this machine's scheduler did not produce. The overlap and the
 * detection power in the message say how much was shown.
 */
import type { Check } from "../../harness/contract/index.ts";
import { countersUnderLoad } from "./counters.ts";
import { concurrencyCheck, largeBlocks, type Phase } from "./drive.ts";
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
		{ clients: 8, blocks: 8, mix: { read: 50, write: 50 }, stepsPerRun: 200 },
		{ clients: 8, blocks: 2, mix: { read: 50, write: 50 }, stepsPerRun: 200 },
	],
	timesEach: 4,
};

const sameLargeBlocks: Phase = {
	shapes: [
		{ clients: 8, blocks: 2, mix: { read: 50, write: 50 }, stepsPerRun: 15 },
		{ clients: 8, blocks: 8, mix: { read: 50, write: 40, delete: 10 }, stepsPerRun: 15 },
	],
	timesEach: 4,
	config: largeBlocks,
};

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
		[sameBlocks, sameLargeBlocks],
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
		],
	),
	concurrencyCheck(
		"concurrency.leases",
		"A leased block does not change while other threads write and lease",
		["lease"],
		[
			{
				shapes: [
					{ clients: 4, blocks: 32, mix: { lease: 40, read: 20, write: 40 }, stepsPerRun: 20 },
					{ clients: 4, blocks: 4, mix: { lease: 50, write: 40, delete: 10 }, stepsPerRun: 10 },
				],
				timesEach: 4,
			},
		],
	),
	countersUnderLoad,
	reopenUnderLoad,
];
