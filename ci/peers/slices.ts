import { randomUUID } from "node:crypto";
import type { Engine } from "../../harness/contract/index.ts";
import { calibrateClock, clockNs } from "../../harness/ffi/clock.ts";
import { bucketLowerNs, Histogram } from "../../harness/load/index.ts";
import { epochOf, shareBlocks } from "../../harness/load/plan.ts";
import { processCounters } from "../../harness/load/process-facts.ts";
import { LoadThread } from "../../harness/load/thread.ts";
import type { ThreadCommand, ThreadReport } from "../../harness/load/thread-report.ts";
import type { Budget } from "./compare.ts";
import { type OurJob, openEngine } from "./ours.ts";
import type { Bin, Sample } from "./side.ts";

const sliceMs = 4;
const sweepNs = 50e6;

/** What some slices of one engine showed. */
class Shown {
	operations = 0;
	elapsedNs = 0;
	cpuNs = 0;
	waitedNs = 0;
	readonly latencies = new Histogram();

	merge(other: Shown): this {
		this.operations += other.operations;
		this.elapsedNs += other.elapsedNs;
		this.cpuNs += other.cpuNs;
		this.waitedNs += other.waitedNs;
		this.latencies.merge(other.latencies);
		return this;
	}

	sample(): Sample {
		const { indices, counts } = this.latencies.encode();
		return {
			iops: (this.operations * 1e9) / this.elapsedNs,
			cpuNsPerOperation: this.cpuNs / this.operations,
			latencies: indices.map((bucket, at): Bin => {
				const middleNs = (bucketLowerNs(bucket) + bucketLowerNs(bucket + 1)) / 2;
				return [middleNs, counts[at] ?? 0];
			}),
			processorWaitShare: Math.min(1, this.waitedNs / this.elapsedNs),
		};
	}
}

/**
 * An engine whose closed loop, that of a workload's only thread, runs in slices beside another one
 * of this process: a disk that changes its speed from one 0.1 s to the next meets both alike.
 *
 * Not covered: engines with threads of their own, which would work in the other's slices.
 */
class SlicedEngine {
	readonly #engines: readonly Engine[];
	readonly #thread: LoadThread;
	readonly #path: string;

	/** Opens the engine and fills its blocks. */
	constructor(ours: OurJob) {
		const nullEngine = openEngine(ours, ours.nullPath).engine;
		const { engine } = openEngine(ours, ours.enginePath);
		const { workload, capacityBlocks, seed, budget } = ours;
		calibrateClock();
		const epoch = epochOf(randomUUID());
		const [range] = shareBlocks(capacityBlocks, 1, workload.blockBytes, epoch);
		if (range === undefined) throw new Error("no blocks to work on");
		this.#path = ours.enginePath;
		this.#engines = [engine, nullEngine];
		this.#thread = new LoadThread({
			...{ workload, range, seed, thread: 0, verifyOneIn: budget.verifyOneIn },
			engineTable: engine.table,
			nullTable: nullEngine.table,
			sink: engine.has("sink"),
			batch: engine.has("batch"),
			bufferAlignment: engine.descriptor.bufferAlignment,
			recorderPath: undefined,
			turns: undefined,
		});
		this.#ask({ kind: "precondition" });
		this.#ask({ kind: "prepare", burst: false });
	}

	#ask(command: ThreadCommand): ThreadReport {
		const report = this.#thread.handle(command);
		const { status, tally, verified } = report;
		if (status !== 0 || tally.errors > 0 || verified.mismatches > 0) {
			const why = verified.first ?? `status ${status || tally.firstStatus}`;
			throw new Error(`${this.#path}, ${command.kind}: ${why}`);
		}
		return report;
	}

	slice(shown: Shown): void {
		const before = processCounters().cpuNs;
		const lengthNs = sliceMs * 1e6;
		const report = this.#ask({ kind: "run", side: "engine", startNs: clockNs(), lengthNs });
		shown.operations += report.tally.operations;
		shown.elapsedNs += report.endNs - report.startNs;
		shown.cpuNs += processCounters().cpuNs - before;
		shown.waitedNs += report.processorWaitNs;
		shown.latencies.merge(new Histogram(report.histograms.submitted));
	}

	/** Throws if a block does not hold what was written last. */
	verify(): void {
		this.#ask({ kind: "sweep", budgetNs: sweepNs });
	}

	close(): void {
		this.#thread.handle({ kind: "close" });
		for (const engine of this.#engines) engine.shutdown();
	}
}

/** Slices in turns; who is first changes from pair to pair. Of each what it showed, in order. */
function takeSlices(engines: readonly SlicedEngine[], pairs: number, first: number): Shown[] {
	const shown = engines.map(() => new Shown());
	for (let pair = 0; pair < pairs; pair++) {
		for (const turn of engines.keys()) {
			const at = (turn + pair + first) % engines.length;
			engines[at]?.slice(shown[at] as Shown);
		}
	}
	return shown;
}

export interface SlicedPair {
	/** Once on each target: what lies elsewhere on a disk is up to a tenth slower or faster. */
	open(swapped: boolean): readonly [OurJob, OurJob];
	/** Before each round. */
	settle(): void;
}

/** Half of each round with either engine on either target. Of each engine the rounds' samples. */
export function sliceRounds(pair: SlicedPair, budget: Budget): [Sample[], Sample[]] {
	const rounds: [Shown[], Shown[]] = [[], []];
	const pairsOf = (milliseconds: number) => Math.ceil(milliseconds / sliceMs);
	for (const swapped of [false, true]) {
		const engines: SlicedEngine[] = [];
		try {
			for (const job of pair.open(swapped)) engines.push(new SlicedEngine(job));
			takeSlices(engines, pairsOf(budget.warmUpMs), 0);
			for (let round = 0; round < budget.rounds; round++) {
				pair.settle();
				const shown = takeSlices(engines, pairsOf(budget.measureMs / 2), round);
				for (const [at, each] of shown.entries()) {
					const whole = rounds[at]?.[round]?.merge(each);
					if (whole === undefined) rounds[at]?.push(each);
				}
			}
			for (const engine of engines) engine.verify();
		} finally {
			for (const engine of engines) engine.close();
		}
	}
	const [ours, theirs] = rounds.map((each) => each.map((shown) => shown.sample()));
	return [ours ?? [], theirs ?? []];
}
