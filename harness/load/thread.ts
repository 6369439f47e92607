import { clockNs } from "../ffi/clock.ts";
import { Lane } from "../ffi/load.ts";
import { createBatchLoop } from "./batch.ts";
import { BlockLedger, ReadVerifier, type Verified } from "./blocks.ts";
import { createReadBurstLoop } from "./burst.ts";
import { Histogram, histogramBytes } from "./histogram.ts";
import { emptyTally, type Loop, type LoopParts, type Tally } from "./loop.ts";
import { createPattern } from "./pattern.ts";
import type { ThreadPlan } from "./plan.ts";
import { precondition } from "./precondition.ts";
import { QueueLoop } from "./queue.ts";
import { createRandom } from "./random.ts";
import { createSingleLoop } from "./single.ts";
import { sweep } from "./sweep.ts";

/** Slices that a run is cut into, for its time series. */
const slices = 10;

export type Side = "engine" | "null";

/** What the crew asks of each of its threads; answered with a report. */
export type ThreadCommand =
	| { kind: "precondition" }
	/** Makes the loops; engine calls from here on are only the workload's. */
	| { kind: "prepare"; burst: boolean }
	/** All threads start at the same time; none returns with anything in flight. */
	| { kind: "run"; side: Side; startNs: number; untilNs: number }
	| { kind: "sweep"; budgetNs: number }
	| { kind: "close" };

export interface ThreadReport {
	/** Not 0: the engine failed outside the measured operations. */
	readonly status: number;
	readonly tally: Tally;
	readonly verified: Verified;
	readonly startNs: number;
	readonly endNs: number;
	/** Completions in each slice of the run. */
	readonly series: readonly number[];
	readonly histogram: ArrayBuffer | SharedArrayBuffer;
}

interface Half {
	readonly lane: Lane;
	readonly parts: LoopParts;
	readonly loop: Loop;
}

/** One thread's share of a workload: its blocks, its lanes over both engines, its loops. */
export class LoadThread {
	readonly #ledger: BlockLedger;
	readonly #nullLedger: BlockLedger;
	readonly #halves = new Map<Side, Half>();
	readonly #histograms: Record<Side, SharedArrayBuffer> = {
		engine: new SharedArrayBuffer(histogramBytes),
		null: new SharedArrayBuffer(histogramBytes),
	};

	constructor(readonly plan: ThreadPlan) {
		this.#ledger = new BlockLedger(plan.range);
		this.#nullLedger = new BlockLedger(plan.range);
		this.#nullLedger.assumeWritten();
		if (plan.sink) this.#ledger.assumeWritten();
	}

	handle(command: ThreadCommand): ThreadReport {
		switch (command.kind) {
			case "precondition":
				return this.#empty(precondition(this.plan, this.#ledger));
			case "prepare":
				return this.#empty(this.#prepare(command.burst));
			case "run":
				return this.#run(command.side, command.startNs, command.untilNs);
			case "sweep": {
				const outcome = sweep(this.plan, this.#ledger, clockNs() + command.budgetNs);
				return { ...this.#empty(outcome.status), verified: outcome.verified };
			}
			case "close":
				return this.#empty(this.#close());
		}
	}

	#prepare(burst: boolean): number {
		const status = this.#close();
		if (status !== 0) return status;
		for (const side of ["engine", "null"] as const) {
			const { workload, range, bufferAlignment } = this.plan;
			const table = side === "engine" ? this.plan.engineTable : this.plan.nullTable;
			const lane = new Lane(table, range.blockBytes, workload.depth, bufferAlignment);
			const opened = workload.issue === "queue" ? lane.openQueue() : 0;
			if (opened !== 0) {
				lane.free();
				return opened;
			}
			const parts = this.#parts(side, lane);
			this.#halves.set(side, { lane, parts, loop: createLoop(parts, burst) });
		}
		return 0;
	}

	#parts(side: Side, lane: Lane): LoopParts {
		const { plan } = this;
		const ledger = side === "engine" ? this.#ledger : this.#nullLedger;
		return {
			workload: plan.workload,
			lane,
			ledger,
			verifier: new ReadVerifier(lane, ledger, side === "null"),
			// Nothing is verified on a sink, and its floor is measured without, too.
			verifyOneIn: plan.sink ? 0 : plan.verifyOneIn,
			pattern: createPattern(
				plan.workload.pattern,
				plan.range.count,
				createRandom(plan.seed, 2 * plan.thread),
			),
			random: createRandom(plan.seed, 2 * plan.thread + 1),
			histogram: new Histogram(this.#histograms[side]),
			tally: emptyTally(),
		};
	}

	#run(side: Side, startNs: number, untilNs: number): ThreadReport {
		const half = this.#halves.get(side);
		if (half === undefined) throw new Error("the loop was not prepared");
		const { parts, loop } = half;
		const { tally } = parts;
		const { verified } = parts.verifier;
		Object.assign(tally, emptyTally());
		Object.assign(verified, { blocks: 0, mismatches: 0, first: undefined });
		parts.histogram.reset();
		let now = clockNs();
		while (now < startNs) now = clockNs();
		const series: number[] = [];
		let endNs = now;
		for (let slice = 1; slice <= slices; slice++) {
			const before = tally.operations;
			endNs = loop.run(now + ((untilNs - now) * slice) / slices);
			series.push(tally.operations - before);
		}
		endNs = Math.max(endNs, loop.finish());
		const histogram = this.#histograms[side];
		return { status: 0, tally, verified, startNs: now, endNs, series, histogram };
	}

	#empty(status: number): ThreadReport {
		return {
			status,
			tally: emptyTally(),
			verified: { blocks: 0, mismatches: 0, first: undefined },
			startNs: 0,
			endNs: 0,
			series: [],
			histogram: this.#histograms.engine,
		};
	}

	#close(): number {
		let status = 0;
		for (const { lane, loop, parts } of this.#halves.values()) {
			loop.finish();
			const violated = parts.tally.violation !== undefined;
			// A queue that broke its contract may still write into the buffers: they are not freed.
			if (violated) continue;
			status = lane.closeQueue() || status;
			lane.free();
		}
		this.#halves.clear();
		return status;
	}
}

function createLoop(parts: LoopParts, burst: boolean): Loop {
	switch (parts.workload.issue) {
		case "single":
			return burst ? createReadBurstLoop(parts) : createSingleLoop(parts);
		case "batch":
			return createBatchLoop(parts);
		case "queue":
			return new QueueLoop(parts);
	}
}
