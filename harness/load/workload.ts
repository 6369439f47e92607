import type { WorkloadResult } from "../../results/schema/index.ts";
import type { Engine, HostJob, LoadBudget, Workload } from "../contract/index.ts";
import { calibrateClock, clockNs } from "../ffi/clock.ts";
import type { Verified } from "./blocks.ts";
import { burstBelowNs } from "./burst.ts";
import { assembleCrew, type Crew } from "./crew.ts";
import { infeasible, workingSetOf } from "./feasible.ts";
import { addVerified, mergeReports, type Phase } from "./merge.ts";
import { epochOf, shareBlocks, type ThreadPlan } from "./plan.ts";
import { directIoOf, processCounters } from "./process-facts.ts";
import { engineFailed, type Measured, measuredResult, withoutNumber } from "./result.ts";
import type { Side } from "./thread.ts";

type Progress = (message: string) => void;

/** From now to a common start, so that Workers begin together. */
const startDelayNs = 2e6;

/** A filled working set, ready to be measured any number of times. */
export interface LoadSession {
	/** Set when the workload can't be measured: why. */
	readonly obstacle: WorkloadResult | undefined;
	/** Warm-up, floor on the null engine, the measured run, floor again, verification. */
	measure(): Promise<WorkloadResult>;
	end(): void;
}

/** Fills the working set through the engine. Throws only for the harness's failures. */
export async function beginWorkload(
	job: HostJob,
	engine: Engine,
	nullEngine: Engine,
	progress: Progress,
): Promise<LoadSession> {
	if (job.task.kind !== "workload")
		throw new Error(`the job is a ${job.task.kind}, not a workload`);
	const { workload, budget } = job.task;
	const reason = infeasible(workload, engine, job);
	if (reason !== undefined) return blocked(withoutNumber(workload, reason.outcome, reason.message));
	const clock = calibrateClock();
	const crew = assembleCrew(planThreads(job, workload, budget, engine, nullEngine));
	const run = new WorkloadRun(job, workload, budget, engine, crew, progress);
	const failure = await run.fill();
	return {
		obstacle: failure,
		measure: async () => failure ?? (await run.measure(clock.source)),
		end: () => crew.dismiss(),
	};
}

function blocked(obstacle: WorkloadResult): LoadSession {
	return { obstacle, measure: async () => obstacle, end: () => {} };
}

/** Runs one workload over an initialized engine and says what came out. */
export async function runWorkload(
	job: HostJob,
	engine: Engine,
	nullEngine: Engine,
	progress: Progress,
): Promise<WorkloadResult> {
	const session = await beginWorkload(job, engine, nullEngine, progress);
	try {
		return await session.measure();
	} finally {
		session.end();
	}
}

function planThreads(
	job: HostJob,
	workload: Workload,
	budget: LoadBudget,
	engine: Engine,
	nullEngine: Engine,
): ThreadPlan[] {
	const blocks = workingSetOf(workload, job);
	const ranges = shareBlocks(blocks, workload.workers, workload.blockBytes, epochOf(job.nonce));
	return ranges.map((range, thread) => ({
		workload,
		engineTable: engine.table,
		nullTable: nullEngine.table,
		sink: engine.has("sink"),
		batch: engine.has("batch"),
		bufferAlignment: engine.descriptor.bufferAlignment,
		range,
		seed: job.seed,
		thread,
		verifyOneIn: budget.verifyOneIn,
		recorderPath: workload.workers > 1 ? job.recorderPath : undefined,
	}));
}

/** The phases of one workload, in order. */
class WorkloadRun {
	/** Over all phases: a mismatch in the warm-up voids the score, too. */
	#verified: Verified = { blocks: 0, mismatches: 0, first: undefined };
	#fillNs = 0;

	constructor(
		readonly job: HostJob,
		readonly workload: Workload,
		readonly budget: LoadBudget,
		readonly engine: Engine,
		readonly crew: Crew,
		readonly progress: Progress,
	) {}

	/** Writes the working set; the result of an engine that can't. */
	async fill(): Promise<WorkloadResult | undefined> {
		if (this.engine.has("sink")) return undefined;
		this.progress(`${this.workload.id}: filling`);
		const startNs = clockNs();
		const { status } = mergeReports(await this.crew.ask({ kind: "precondition" }));
		if (status !== 0)
			return engineFailed(this.workload, "a write of the fill", status, this.engine);
		const flushed = this.engine.flush();
		if (flushed !== 0)
			return engineFailed(this.workload, "flush after the fill", flushed, this.engine);
		this.#fillNs = clockNs() - startNs;
		return undefined;
	}

	async measure(clockSource: string): Promise<WorkloadResult> {
		const { workload, budget, engine, job } = this;
		this.#verified = { blocks: 0, mismatches: 0, first: undefined };
		const prepared = mergeReports(await this.crew.ask({ kind: "prepare", burst: false }));
		if (prepared.status !== 0) {
			return engineFailed(workload, "queue_create", prepared.status, engine);
		}
		this.progress(`${workload.id}: warming up`);
		const burst = await this.#warmUp();
		const floorBefore = await this.#run("null", this.#floorMs());
		this.progress(`${workload.id}: measuring`);
		const before = processCounters();
		const phase = await this.#run("engine", budget.measureMs);
		const after = processCounters();
		const floorAfter = await this.#run("null", this.#floorMs());
		const flushStartNs = clockNs();
		const flushStatus = engine.flush();
		const flushNs = clockNs() - flushStartNs;
		const swept = await this.#sweep(phase);
		const directIo = directIoOf(job.target.path);
		const closed = mergeReports(await this.crew.ask({ kind: "close" }));
		const measured: Measured = {
			...{ job, workload, engine, phase, before, after, floorBefore, floorAfter, directIo, burst },
			...{ flushStatus, flushNs, clockSource, fillNs: this.#fillNs, verified: this.#verified },
			sweepStatus: swept,
			closeStatus: closed.status,
		};
		return measuredResult(measured);
	}

	/** Whether the engine is so fast that reads are issued in bursts. Compiles both loops' code. */
	async #warmUp(): Promise<boolean> {
		const { workload, budget } = this;
		const warmUpMs = Math.max(budget.warmUpMs, 1);
		const first = await this.#run("engine", warmUpMs / 2);
		const meanNs = first.histogram.sum / Math.max(1, first.histogram.count);
		const burst =
			workload.issue === "single" && workload.readPercent === 100 && meanNs < burstBelowNs;
		if (burst) await this.crew.ask({ kind: "prepare", burst });
		await this.#run("null", Math.min(warmUpMs / 2, 100));
		await this.#run("engine", warmUpMs / 2);
		return burst;
	}

	#floorMs(): number {
		return Math.min(Math.max(this.budget.measureMs / 10, 20), 500);
	}

	async #run(side: Side, milliseconds: number): Promise<Phase> {
		const startNs = clockNs() + (this.workload.workers > 1 ? startDelayNs : 0);
		const untilNs = startNs + milliseconds * 1e6;
		const phase = mergeReports(await this.crew.ask({ kind: "run", side, startNs, untilNs }));
		if (side === "engine") addVerified(this.#verified, phase.verified);
		return phase;
	}

	/** 0, or the failing status of a read. Nothing is left to read after a broken queue. */
	async #sweep(phase: Phase): Promise<number> {
		const { engine, budget } = this;
		if (engine.has("sink") || budget.verifyOneIn === 0) return 0;
		if (phase.tally.violation !== undefined) return 0;
		this.progress(`${this.workload.id}: verifying`);
		const budgetNs = Math.min(Math.max(budget.measureMs / 5, 50), 5000) * 1e6;
		const swept = mergeReports(await this.crew.ask({ kind: "sweep", budgetNs }));
		addVerified(this.#verified, swept.verified);
		return swept.status;
	}
}
