import type { WorkloadResult } from "../../results/schema/index.ts";
import type { Engine, HostJob, LoadBudget, Workload } from "../contract/index.ts";
import { calibrateClock, clockNs } from "../ffi/clock.ts";
import { assembleCrew } from "./crew.ts";
import { belowSector, infeasible, misfit, workingSetOf } from "./feasible.ts";
import { mergeReports } from "./merge.ts";
import { WorkloadPhases } from "./phases.ts";
import { epochOf, shareBlocks, type ThreadPlan } from "./plan.ts";
import { directIoOf } from "./process-facts.ts";
import { engineFailed, type Measured, measuredResult, withoutNumber } from "./result.ts";
import { measureRounds } from "./steady-rounds.ts";

type Progress = (message: string) => void;

/** A filled working set, ready to be measured any number of times. */
export interface LoadSession {
	/** Set when the workload can't be measured: why. */
	readonly obstacle: WorkloadResult | undefined;
	/** Warm-up, floor on the null engine, the measured run, floor again, verification. */
	measure(): Promise<WorkloadResult>;
	end(): void;
}

/** The result of a workload that this engine can't be opened for; undefined when it can. */
export function unfitWorkload(job: HostJob): WorkloadResult | undefined {
	if (job.task.kind !== "workload") return undefined;
	const { workload } = job.task;
	const { descriptor } = job.engine;
	const reason = misfit(workload, descriptor) ?? belowSector(workload, descriptor, job.target);
	return reason && withoutNumber(workload, reason.outcome, reason.message);
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
	const phases = new WorkloadPhases(workload, budget, engine, crew, progress, job.turns);
	const run = new WorkloadRun(job, engine, phases, clock.source);
	const failure = await run.fill();
	return {
		obstacle: failure,
		measure: async () => failure ?? (await run.measure()),
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
	if (job.task.kind !== "workload")
		throw new Error(`the job is a ${job.task.kind}, not a workload`);
	const session = await beginWorkload(job, engine, nullEngine, progress);
	try {
		const { workload } = job.task;
		const { rounds } = workload;
		if (rounds === undefined || session.obstacle !== undefined) return await session.measure();
		return await measureRounds({ ...workload, rounds }, () => session.measure(), progress);
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
		turns: job.turns,
	}));
}

/** One workload, from the filling of its blocks to the result. */
class WorkloadRun {
	#fillNs = 0;

	constructor(
		readonly job: HostJob,
		readonly engine: Engine,
		readonly phases: WorkloadPhases,
		readonly clockSource: string,
	) {}

	/** Writes the working set; the result of an engine that can't. */
	async fill(): Promise<WorkloadResult | undefined> {
		const { engine, phases } = this;
		const { workload } = phases;
		if (engine.has("sink")) return undefined;
		phases.progress(`${workload.id}: filling`);
		const startNs = clockNs();
		const { status } = mergeReports(await phases.crew.ask({ kind: "precondition" }));
		if (status !== 0) return engineFailed(workload, "a write of the fill", status, engine);
		const flushed = engine.flush();
		if (flushed !== 0) return engineFailed(workload, "flush after the fill", flushed, engine);
		this.#fillNs = clockNs() - startNs;
		return undefined;
	}

	async measure(): Promise<WorkloadResult> {
		const { job, engine, phases, clockSource } = this;
		const { workload, crew } = phases;
		phases.begin();
		const prepared = mergeReports(await crew.ask({ kind: "prepare", burst: false }));
		if (prepared.status !== 0) {
			return engineFailed(workload, "queue_create", prepared.status, engine);
		}
		const { burst, capacity } = await phases.warmUp();
		const floorBefore = await phases.floor();
		const paced = await phases.findRate(capacity);
		const run = await phases.measured(paced.operationsPerSecond, job.target.path);
		const floorAfter = await phases.floor();
		const flushStartNs = clockNs();
		const flushStatus = engine.flush();
		const flushNs = clockNs() - flushStartNs;
		const sweepStatus = await phases.sweep(run.phase);
		const directIo = directIoOf(job.target.path);
		const closed = mergeReports(await crew.ask({ kind: "close" }));
		const measured: Measured = {
			...{ job, workload, engine, ...run, ...paced, capacity, floorBefore, floorAfter, directIo },
			...{ burst, flushStatus, flushNs, clockSource, fillNs: this.#fillNs, sweepStatus },
			verified: phases.verified,
			closeStatus: closed.status,
		};
		return measuredResult(measured);
	}
}
