import { clockNs } from "../ffi/clock.ts";
import { Lane } from "../ffi/load.ts";
import { BlockLedger, emptyVerified, ReadVerifier } from "./blocks.ts";
import { Histogram } from "./histogram.ts";
import { cutIntervals, IntervalSeries } from "./intervals.ts";
import { emptyTally, type LoopParts } from "./loop.ts";
import { createLoops, type Loops } from "./loops.ts";
import { createPattern } from "./pattern.ts";
import type { ThreadPlan } from "./plan.ts";
import { precondition } from "./precondition.ts";
import { processorWaitNs } from "./process-facts.ts";
import { createRandom } from "./random.ts";
import { sweep } from "./sweep.ts";
import {
	emptyReport,
	type Histograms,
	type Side,
	shareHistograms,
	type ThreadCommand,
	type ThreadReport,
} from "./thread-report.ts";
import { takeTurns } from "./turns.ts";

interface Half {
	readonly lane: Lane;
	readonly parts: LoopParts;
	readonly loops: Loops;
}

/** One thread's share of a workload: its blocks, its lanes over both engines, its loops. */
export class LoadThread {
	readonly #ledger: BlockLedger;
	readonly #nullLedger: BlockLedger;
	readonly #halves = new Map<Side, Half>();
	readonly #histograms: Record<Side, Histograms> = {
		engine: shareHistograms(),
		null: shareHistograms(),
	};

	constructor(readonly plan: ThreadPlan) {
		const { compressPercent } = plan.workload;
		this.#ledger = new BlockLedger(plan.range, compressPercent);
		this.#nullLedger = new BlockLedger(plan.range, compressPercent);
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
				return this.#run(command);
			case "take-turns":
				return this.#takeTurns(command.lengthNs);
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
			this.#halves.set(side, { lane, parts, loops: createLoops(parts, this.plan, burst) });
		}
		return 0;
	}

	#parts(side: Side, lane: Lane): LoopParts {
		const { plan } = this;
		const ledger = side === "engine" ? this.#ledger : this.#nullLedger;
		const { intended, submitted, call, pacing } = this.#histograms[side];
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
			timings: {
				intended: new Histogram(intended),
				submitted: new Histogram(submitted),
				call: new Histogram(call),
				pacing: new Histogram(pacing),
			},
			tally: emptyTally(),
		};
	}

	#run(command: Extract<ThreadCommand, { kind: "run" }>): ThreadReport {
		const { side, startNs, lengthNs, operationsPerSecond: rate } = command;
		const half = this.#halves.get(side);
		if (half === undefined) throw new Error("the loop was not prepared");
		const { parts, loops } = half;
		const { tally, timings } = parts;
		const { verified } = parts.verifier;
		reset(parts);
		// Before the clock starts: it allocates, and an open loop's arrivals are due from then on.
		const { count, intervalNs } = cutIntervals(lengthNs);
		const series = new IntervalSeries(count);
		const waitedNs = processorWaitNs() ?? 0;
		let now = clockNs();
		while (now < startNs) now = clockNs();
		const loop =
			rate === undefined ? loops.closed : loops.open(begin(startNs, now), now + lengthNs, rate);
		const shown = rate === undefined ? timings.submitted : timings.intended;
		let endNs = now;
		for (let interval = 1; interval <= count; interval++) {
			endNs = loop.run(now + (lengthNs * interval) / count);
			if (interval === count) endNs = Math.max(endNs, loop.finish());
			series.close(shown, tally.operations, tally.errors);
		}
		return {
			...this.#empty(0),
			...{ tally, verified, startNs: now, endNs, cells: series.cells, intervalNs },
			pace: rate === undefined ? undefined : loops.pace(),
			processorWaitNs: (processorWaitNs() ?? 0) - waitedNs,
			histograms: this.#histograms[side],
		};
	}

	#takeTurns(lengthNs: number): ThreadReport {
		const half = this.#halves.get("engine");
		const { turns } = this.plan;
		if (half === undefined || turns === undefined) throw new Error("no turns were prepared");
		reset(half.parts);
		const waitedNs = processorWaitNs() ?? 0;
		const taken = takeTurns(half.parts, half.loops.closed, turns, lengthNs);
		const { tally, verifier } = half.parts;
		return {
			...this.#empty(0),
			...{ ...taken, tally, verified: verifier.verified },
			processorWaitNs: (processorWaitNs() ?? 0) - waitedNs,
			histograms: this.#histograms.engine,
		};
	}

	#empty(status: number): ThreadReport {
		return emptyReport(status, this.#histograms.engine);
	}

	#close(): number {
		let status = 0;
		for (const { lane, loops, parts } of this.#halves.values()) {
			loops.closed.finish();
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

function reset({ tally, verifier, timings }: LoopParts): void {
	Object.assign(tally, emptyTally());
	Object.assign(verifier.verified, emptyVerified());
	for (const histogram of Object.values(timings)) histogram.reset();
}

/** Threads that start as they should take turns exactly; one that is late does not owe the time. */
function begin(startNs: number, now: number): number {
	return now - startNs < lateNs ? startNs : now;
}

const lateNs = 100_000;
