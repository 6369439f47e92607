/** One round of a comparison: a fresh child process for each engine, in turns where it can be. */
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
	type ComparisonData,
	type ComparisonPlan,
	type Round,
	type Slot,
	sideBySide,
	type Values,
} from "../../../results/compare/index.ts";
import type { WorkloadResult } from "../../../results/schema/index.ts";
import type { PreparedEngine, ProgressEvent, RunRequest, Workload } from "../../contract/index.ts";
import { givenUpCell, type Turns, turnCells } from "../../contract/index.ts";
import { run } from "../../run/index.ts";
import { workBetween } from "./compare-between.ts";

export interface Contest {
	readonly plan: ComparisonPlan;
	readonly workloads: readonly Workload[];
	readonly engines: ReadonlyMap<Slot, PreparedEngine>;
	/** For one child; engine, workload and seed are filled in. */
	readonly request: Omit<RunRequest, "engines" | "suites" | "seed" | "progress" | "signal">;
	/** Workloads without turns: an engine's own threads go on in those of others. */
	readonly apart: Set<string>;
	readonly signal: AbortSignal;
	readonly report: (event: ProgressEvent) => void;
}

/** Beyond this a child is no sample any more: it is a defect of the engine. */
const brokenOutcomes: ReadonlySet<WorkloadResult["outcome"]> = new Set([
	"failed",
	"crashed",
	"hung",
]);
/** Of a slice: so short that drift and disturbances meet all of a round's processes. */
const sliceMs = 4;
const slicesLeast = 5;
const slicesMost = 64;
/** Rounds on one processor, one in either order, before the next one. */
const roundsPerProcessor = 2;

export type Broken = ComparisonData["broken"][number];

interface Turn {
	readonly workload: Workload;
	readonly order: readonly Slot[];
	readonly index: number;
	readonly seed: number;
	/** The round, for people. */
	readonly told: string;
}

/**
 * Undefined if it was interrupted, or an engine broke: `broken` says which. In turns, or one by one
 * from the round on in which `apart` names the workload.
 */
export async function takeRound(
	contest: Contest,
	turn: Turn,
	broken: Broken[],
): Promise<Round | undefined> {
	const { workload, order, index } = turn;
	const slots = order.filter((slot) => contest.engines.has(slot));
	const alternate = canAlternate(contest, workload) && !contest.apart.has(workload.id);
	const results = await (alternate ? inTurns : oneByOne)(contest, turn, slots);
	for (const [at, slot] of slots.entries()) {
		const problem = problemOf(results[at]);
		if (problem === undefined) continue;
		const message = `${slot}, ${workload.id}: ${problem}`;
		broken.push({ slot: slot === "candidate" ? "candidate" : "baseline", message });
		return undefined;
	}
	const given = results.filter((result) => result !== undefined);
	if (given.length < slots.length) return undefined;
	const round = { workload: workload.id, index, order };
	if (!alternate) return { ...round, values: bySlot(slots, given.map(valuesOf)) };
	// One that had to end early has no numbers to be put beside those of the others.
	if (given.some(({ slices }) => (slices?.iops.length ?? 0) < slicesOf(contest))) {
		return { ...round, values: {}, slowness: {} };
	}
	const work = workBetween(given);
	if (work !== undefined) {
		contest.apart.add(workload.id);
		contest.report({ kind: "note", message: `${workload.id}: ${work}: one by one from here on` });
		return takeRound(contest, turn, broken);
	}
	const iops = given.map(({ slices }) => slices?.iops ?? []);
	const baseline = iops[slots.indexOf("baseline")] ?? [];
	const slowness = iops.map((own) => sideBySide(baseline, own));
	return {
		...round,
		values: bySlot(slots, given.map(valuesOf)),
		slowness: bySlot(slots, slowness),
	};
}

function bySlot<Value>(
	slots: readonly Slot[],
	values: readonly (Value | undefined)[],
): Partial<Record<Slot, Value>> {
	const entries = slots.map((slot, at) => [slot, values[at]] as const);
	return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function problemOf(result: WorkloadResult | undefined): string | undefined {
	if (result === undefined) return undefined;
	const { outcome, mismatchedBlocks = 0, errors = 0, message } = result;
	if (!brokenOutcomes.has(outcome) && mismatchedBlocks === 0 && errors === 0) return undefined;
	return `${mismatchedBlocks > 0 ? "read wrong data" : outcome}: ${message}`;
}

/**
 * Engines that are open at one time need targets of their own, and a slice needs one thread and a
 * loop that may stop between two operations.
 */
function canAlternate({ request }: Contest, { workers, arrival, limit, rounds }: Workload) {
	const isClosed = arrival === undefined && limit === undefined && rounds === undefined;
	return request.target.mode === "scratch" && workers === 1 && isClosed;
}

function slicesOf({ request }: Contest): number {
	const wanted = Math.round(request.profile.load.measureMs / sliceMs);
	return Math.min(slicesMost, Math.max(slicesLeast, wanted));
}

type Results = Promise<(WorkloadResult | undefined)[]>;

async function oneByOne(contest: Contest, turn: Turn, slots: readonly Slot[]): Results {
	const results: (WorkloadResult | undefined)[] = [];
	for (const slot of slots) results.push(await measure(contest, turn, slot));
	return results;
}

async function inTurns(contest: Contest, turn: Turn, slots: readonly Slot[]): Results {
	const path = join(contest.request.outDirectory, "turns");
	const seats = slots.length;
	const slices = slicesOf(contest);
	writeFileSync(path, new Int32Array(turnCells(seats)));
	const processor = Math.floor(turn.index / roundsPerProcessor);
	const file = openSync(path, "r+");
	try {
		return await Promise.all(
			slots.map(async (slot, seat) => {
				const result = await measure(contest, turn, slot, { path, seat, seats, slices, processor });
				// Who ended before its last slice will not take its turn: the others wait for nothing.
				const isWhole = (result?.slices?.iops.length ?? 0) === slices;
				if (!isWhole) writeSync(file, new Int32Array([1]), 0, 4, 4 * givenUpCell);
				return result;
			}),
		);
	} finally {
		closeSync(file);
	}
}

async function measure(
	contest: Contest,
	{ workload, seed, told }: Turn,
	slot: Slot,
	turns?: Turns,
): Promise<WorkloadResult | undefined> {
	const engine = contest.engines.get(slot);
	if (engine === undefined) return undefined;
	const name = { engine: slot, id: workload.id };
	contest.report({ kind: "task", ...name, round: told });
	const record = await run({
		...contest.request,
		...(turns === undefined ? {} : { turns }),
		engines: [engine],
		suites: { checks: [], victims: [], swaps: [], workloads: [workload] },
		seed,
		progress: () => {},
		signal: contest.signal,
	});
	const [error] = record.errors;
	if (error !== undefined) throw new Error(`${error.where}: ${error.message}`);
	const result = record.engines[0]?.workloads[0];
	if (result === undefined) return undefined;
	const { message, durationMs, outcome: verdict } = result;
	contest.report({ kind: "finished", ...name, verdict, message, durationMs });
	return result;
}

/** The metrics that are judged, and the quantiles that are shown. */
function valuesOf({ outcome, iops, latencyNs = {} }: WorkloadResult): Values {
	if (outcome !== "measured") return {};
	const { p50, p90, p99, p999 } = latencyNs;
	const all = { iops, p50Ns: p50, p90Ns: p90, p99Ns: p99, p999Ns: p999 };
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
