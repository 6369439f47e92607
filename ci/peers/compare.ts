import { join } from "node:path";
import { FioSide } from "./fio.ts";
import type { FioJob } from "./fio-job.ts";
import { type OurJob, OurSide } from "./ours.ts";
import type { Row } from "./rows.ts";
import type { Sample, Side } from "./side.ts";
import { sliceRounds } from "./slices.ts";
import { type Comparison, compare } from "./statistics.ts";
import { discard, flush, type Target, writeZeros } from "./target.ts";

export interface Budget {
	readonly rounds: number;
	readonly warmUpMs: number;
	readonly measureMs: number;
	/** Blocks that either side works on. */
	readonly blocks: number;
}

export interface RowResult {
	readonly row: Row;
	readonly ours: readonly Sample[];
	readonly theirs: readonly Sample[];
	readonly comparisons: readonly Comparison[];
}

export interface Place {
	readonly fioPath: string;
	readonly engineDirectory: string;
	/** For files that are gone at the end of a row. */
	readonly scratch: string;
	/** The second is for a peer that is an engine, too. */
	readonly targets: readonly [Target, Target];
	readonly seed: number;
}

const metadataBytes = 8 << 20;

/** 8 MiB for an engine's metadata, its blocks, then a region that the engine does not know. */
export const targetBytes = (blocks: number, blockBytes: number): number =>
	metadataBytes + 2 * blocks * blockBytes;

/**
 * fio reads the engine's own blocks; it writes to the region behind them, since the engine's are
 * verified after each turn.
 */
export async function compareRow(row: Row, place: Place, budget: Budget): Promise<RowResult> {
	if (isSliced(row)) return compareSlices(row, place, budget);
	const targets = row.peer.kind === "engine" ? place.targets : place.targets.slice(0, 1);
	const sides: Side[] = [];
	try {
		for (const target of targets) writeZeros(target);
		const ours = await openEngine(row.engine, row, place, budget, place.targets[0]);
		sides.push(ours);
		const theirs = await openPeer(row, place, budget);
		sides.push(theirs);
		if (theirs instanceof FioSide) await theirs.ready();
		return await takeTurns(row, place.seed, budget.rounds, ours, theirs, () => {
			for (const target of targets) flush(target);
		});
	} finally {
		for (const side of sides.reverse()) await side.close();
		for (const target of targets) discard(target);
	}
}

/** Engines that do the same work, in operations so short that a slice has many. */
function isSliced({ peer, workload }: Row): boolean {
	return peer.kind === "engine" && [workload, peer.workload].every(({ depth }) => depth === 1);
}

function compareSlices(row: Row, place: Place, budget: Budget): RowResult {
	const { peer, metrics } = row;
	if (peer.kind !== "engine") throw new Error(`${row.id} is not a comparison of engines`);
	const [one, other] = place.targets;
	const open = (swapped: boolean) => {
		const [mine, their] = swapped ? [other, one] : [one, other];
		return [
			jobOf(row.engine, row, place, budget, mine),
			jobOf(peer.engine, peer, place, budget, their),
		] as const;
	};
	const settle = () => {
		for (const target of place.targets) flush(target);
	};
	try {
		for (const target of place.targets) writeZeros(target);
		const [ours, theirs] = sliceRounds({ open, settle }, budget);
		const comparisons = metrics.flatMap((each) => compare(each, ours, theirs, place.seed) ?? []);
		return { row, ours, theirs, comparisons };
	} finally {
		for (const target of place.targets) discard(target);
	}
}

export function openEngine(
	...[engine, row, place, budget, target]: Parameters<typeof jobOf>
): Promise<OurSide> {
	return OurSide.open(jobOf(engine, row, place, budget, target));
}

function jobOf(
	engine: string,
	{ workload }: Pick<Row, "workload">,
	{ engineDirectory, seed }: Place,
	{ warmUpMs, measureMs, blocks }: Budget,
	target: Target,
): OurJob {
	return {
		enginePath: join(engineDirectory, `${engine}.so`),
		nullPath: join(engineDirectory, "null.so"),
		budget: { warmUpMs, measureMs, verifyOneIn: 16 },
		capacityBlocks: blocks,
		...{ workload, target, seed },
	};
}

async function openPeer(row: Row, place: Place, budget: Budget): Promise<Side> {
	const { peer } = row;
	if (peer.kind === "engine") {
		return openEngine(peer.engine, peer, place, budget, place.targets[1]);
	}
	const { blockBytes } = row.workload;
	const sizeBytes = budget.blocks * blockBytes;
	const offsetBytes = metadataBytes + (peer.rw === "randwrite" ? sizeBytes : 0);
	const job: FioJob = {
		...peer,
		...(row.engine === "null" ? {} : { file: { path: place.targets[0].path, offsetBytes } }),
		...{ blockBytes, sizeBytes, seed: place.seed },
		...{ rampMs: budget.warmUpMs, runMs: budget.measureMs },
	};
	return new FioSide(place.fioPath, job, budget.rounds, join(place.scratch, "fio"));
}

/**
 * Who is first changes from round to round: the second may find the device warmer, or busier. Both
 * begin settled: what one left in the device's cache must not be written back in the other's time.
 */
async function takeTurns(
	row: Row,
	seed: number,
	rounds: number,
	ours: Side,
	theirs: Side,
	settle: () => void,
): Promise<RowResult> {
	for (let round = 0; round < rounds; round++) {
		for (const side of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) {
			settle();
			await side.turn();
		}
	}
	const [mine, others] = [await ours.samples(), await theirs.samples()];
	const comparisons = row.metrics.flatMap((metric) => compare(metric, mine, others, seed) ?? []);
	return { row, ours: mine, theirs: others, comparisons };
}
