import type { NoiseLedger } from "../../results/schema/index.ts";
import type { Engine, LoadBudget, Workload } from "../contract/index.ts";
import { limitQuantiles, type Turns } from "../contract/index.ts";
import { clockNs } from "../ffi/clock.ts";
import { addVerified, emptyVerified } from "./blocks.ts";
import { burstBelowNs } from "./burst.ts";
import { type ClockReading, clockJump, readClocks } from "./clock-check.ts";
import type { Crew } from "./crew.ts";
import { mergeReports, type Phase, rateOf } from "./merge.ts";
import { watchNoise } from "./noise.ts";
import { countAbove, percentileNs } from "./percentiles.ts";
import { type ProcessCounters, processCounters } from "./process-facts.ts";
import { couldBeTheHost, reachOf } from "./reach.ts";
import { type SearchOutcome, searchLimit, type Trial } from "./search.ts";
import { isOpenLoop, operationsPerCall } from "./shape.ts";
import type { Side } from "./thread-report.ts";
import { Turnstile } from "./turnstile.ts";

/** From now to a common start, so that Workers begin together. */
const startDelayNs = 2e6;
/** A trial is this share of the measured run, but long enough for this many operations. */
const trialShare = 1 / 16;
const trialMsMin = 50;
const trialSamplesBeyond = 8;
/** Of a trial, spent waiting for a processor: on an idle host it is less. */
const waitShareLeast = 0.001;

/** A measured run, and what surrounded it. */
export interface MeasuredRun {
	readonly phase: Phase;
	readonly before: ProcessCounters;
	readonly after: ProcessCounters;
	readonly noise: NoiseLedger;
	/** Why its times can't be trusted. */
	readonly clockJump: string | undefined;
}

/** At which rate an open loop is measured, and how it was come by. */
export interface Paced {
	/** Undefined: a closed loop. */
	readonly operationsPerSecond: number | undefined;
	readonly search: SearchOutcome | undefined;
}

/** The phases of one workload; each runs on all threads and ends with nothing in flight. */
export class WorkloadPhases {
	/** Over all phases: a mismatch in the warm-up voids the score, too. */
	verified = emptyVerified();

	constructor(
		readonly workload: Workload,
		readonly budget: LoadBudget,
		readonly engine: Engine,
		readonly crew: Crew,
		readonly progress: (message: string) => void,
		readonly turns?: Turns,
	) {}

	begin(): void {
		this.verified = emptyVerified();
	}

	/**
	 * Compiles both loops' code. Tells whether the engine is so fast that reads are issued in bursts,
	 * and how many operations a second its closed loop does.
	 */
	async warmUp(): Promise<{ burst: boolean; capacity: number }> {
		const { workload, budget } = this;
		this.progress(`${workload.id}: warming up`);
		const warmUpMs = Math.max(budget.warmUpMs, 1);
		const first = await this.#run("engine", warmUpMs / 2);
		// The typical call, not the mean: on a busy host one pause would look like a slow engine.
		const ownNs = percentileNs(first.histogram, 0.5, 0) ?? Number.POSITIVE_INFINITY;
		// Bursts make a tenth: who is compared has to be asked in the same way.
		const agreedNs = this.turns === undefined ? ownNs : new Turnstile(this.turns).agree(ownNs);
		const typicalNs = agreedNs ?? ownNs;
		const readsAlone = workload.issue === "single" && workload.readPercent === 100;
		const burst = !isOpenLoop(workload) && readsAlone && typicalNs < burstBelowNs;
		if (burst) await this.crew.ask({ kind: "prepare", burst });
		await this.#run("null", Math.min(warmUpMs / 2, 100));
		const second = await this.#run("engine", warmUpMs / 2);
		return { burst, capacity: rateOf(second) };
	}

	floor(): Promise<Phase> {
		return this.#run("null", Math.min(Math.max(this.budget.measureMs / 10, 20), 500));
	}

	/** The rate asked for; searched where the workload has a limit. */
	async findRate(capacity: number): Promise<Paced> {
		const { arrival, limit, id } = this.workload;
		const none = { operationsPerSecond: undefined, search: undefined };
		if (limit === undefined) {
			if (arrival === undefined) return none;
			const { rate } = arrival;
			if ("perSecond" in rate) return { ...none, operationsPerSecond: rate.perSecond };
			const share = rate.capacityPercent / 100;
			// Nothing completed in the warm-up: a closed loop shows why.
			return capacity > 0 ? { ...none, operationsPerSecond: share * capacity } : none;
		}
		if (capacity <= 0) return none;
		this.progress(`${id}: searching the rate that keeps ${limit.percentile}`);
		const quantile = limitQuantiles[limit.percentile];
		const search = await searchLimit(capacity, quantile, (rate) =>
			this.#trial(rate, quantile, limit.latencyNsMax),
		);
		return { operationsPerSecond: search.keptPerSecond, search };
	}

	async #trial(rate: number, quantile: number, latencyNsMax: number): Promise<Trial> {
		const { measureMs } = this.budget;
		const neededMs = (1000 * trialSamplesBeyond) / (1 - quantile) / rate;
		const wantedMs = Math.max(trialMsMin, measureMs * trialShare, neededMs);
		const phase = await this.#run(
			"engine",
			Math.min(wantedMs, Math.max(trialMsMin, measureMs)),
			rate,
		);
		const { intended } = phase.timings;
		const reach = reachOf(phase.paces);
		const { kind, unissued } = reach;
		const failed = Math.ceil(phase.tally.errors / operationsPerCall(this.workload));
		const operations = intended.count + unissued + failed;
		const fellBehind = kind === "fell-behind";
		// Behind for good, every later operation takes longer than any limit.
		const over = fellBehind ? operations : countAbove(intended, latencyNsMax);
		const waitShare = phase.processorWaitShare;
		const disturbed = fellBehind
			? couldBeTheHost(waitShare, reach, rateOf(phase), rate)
			: waitShare > Math.max(waitShareLeast, (1 - quantile) / 2);
		return { operations, over: Math.min(operations, over + unissued + failed), disturbed };
	}

	async measured(
		operationsPerSecond: number | undefined,
		targetPath: string,
	): Promise<MeasuredRun> {
		this.progress(`${this.workload.id}: measuring`);
		const surroundings = watchNoise(targetPath);
		const before = processCounters();
		const clocks: ClockReading = readClocks();
		const phase =
			this.turns !== undefined
				? await this.#takeTurns()
				: await this.#run("engine", this.budget.measureMs, operationsPerSecond);
		const jump = clockJump(clocks, readClocks());
		const after = processCounters();
		return { phase, before, after, noise: surroundings.finish(), clockJump: jump };
	}

	/** 0, or the failing status of a read. Nothing is left to read after a broken queue. */
	async sweep(phase: Phase): Promise<number> {
		const { engine, budget } = this;
		if (engine.has("sink") || budget.verifyOneIn === 0) return 0;
		if (phase.tally.violation !== undefined) return 0;
		this.progress(`${this.workload.id}: verifying`);
		const budgetNs = Math.min(Math.max(budget.measureMs / 5, 50), 5000) * 1e6;
		const swept = mergeReports(await this.crew.ask({ kind: "sweep", budgetNs }));
		addVerified(this.verified, swept.verified);
		return swept.status;
	}

	async #takeTurns(): Promise<Phase> {
		const lengthNs = this.budget.measureMs * 1e6;
		const phase = mergeReports(await this.crew.ask({ kind: "take-turns", lengthNs }));
		addVerified(this.verified, phase.verified);
		return phase;
	}

	async #run(side: Side, milliseconds: number, operationsPerSecond?: number): Promise<Phase> {
		const startNs = clockNs() + (this.workload.workers > 1 ? startDelayNs : 0);
		const lengthNs = milliseconds * 1e6;
		const rate = operationsPerSecond === undefined ? {} : { operationsPerSecond };
		const reports = await this.crew.ask({ kind: "run", side, startNs, lengthNs, ...rate });
		const phase = mergeReports(reports);
		if (side === "engine") addVerified(this.verified, phase.verified);
		return phase;
	}
}
