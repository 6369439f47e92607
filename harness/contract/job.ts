import type { Evidence, SwapResult, WorkloadResult } from "../../results/schema/index.ts";
import type { CheckOutcome, EngineConfig } from "./check.ts";
import type { SwapDrill } from "./drill.ts";
import type { Engine, EngineDescriptor } from "./engine.ts";
import type { KeptHistory } from "./history.ts";
import type { Suites } from "./profile.ts";
import type { Turns } from "./turns.ts";
import type { LoadBudget, Workload } from "./workload.ts";

/** An engine file that passed preflight. */
export interface EngineFile {
	readonly path: string;
	/** sha256, hex; the host refuses a file that has another one by now. */
	readonly digest: string;
	readonly fileBytes: number;
	readonly descriptor: EngineDescriptor;
}

export type HostTask =
	| { kind: "check"; id: string; propertyRuns: number; budgetMs: number; replayPath?: string }
	| {
			kind: "victim";
			script: string;
			parameters: Record<string, unknown>;
			/** Steps acknowledged so far. */
			progressPath: string;
			logPath: string;
			/** Of a swap drill's victim: the other engine. */
			next?: EngineFile;
	  }
	| { kind: "workload"; workload: Workload; budget: LoadBudget; nullEngine: EngineFile }
	| { kind: "swap"; drill: SwapDrill; next: EngineFile; propertyRuns: number };

/** What the coordinator hands to a host process, as JSON in a file. */
export interface HostJob {
	/** Repeated in the stream's first and last line; known to no plugin. */
	readonly nonce: string;
	readonly coordinatorPid: number;
	readonly task: HostTask;
	readonly engine: EngineFile;
	readonly engineConfig: EngineConfig;
	readonly target: {
		path: string;
		kind: "file" | "block-device";
		sizeBytes: number;
		/** No block past the page cache is smaller. */
		sectorBytes: number;
		fresh: boolean;
	};
	readonly blockBytes: number;
	readonly capacityBlocks: number;
	readonly seed: number;
	/** For recorder, scripts and further targets; removed after the process, whatever happens. */
	readonly scratchDirectory: string;
	readonly recorderPath: string;
	/** The NDJSON stream: a file, so that nothing a plugin does to descriptors 0-3 can break it and
	 * that what was written before a death is still there after it. */
	readonly streamPath: string;
	/** Known to be honest; see CheckContext.openReference. */
	readonly referenceEngine?: EngineFile;
	/** Of a workload that is measured in turns with other host processes. */
	readonly turns?: Turns;
	/** Starts a host process; a job file's path is appended. For victims. */
	readonly hostCommand: readonly string[];
}

/** One line of the host process's NDJSON stream. */
export type Observation =
	| { kind: "hello"; nonce: string; pid: number }
	| { kind: "progress"; message: string; fraction?: number }
	| { kind: "check"; outcome: CheckOutcome; operations: number }
	| { kind: "workload"; result: WorkloadResult }
	| { kind: "swap"; result: SwapResult }
	/** The harness itself failed: never a verdict about the engine. */
	| { kind: "error"; message: string; stack?: string }
	| { kind: "end"; nonce: string; lines: number };

/** How a host process ended, as the coordinator saw it. */
export type HostOutcome =
	| { kind: "completed"; observations: readonly Observation[]; durationMs: number }
	| {
			kind: "crashed" | "hung";
			message: string;
			evidence: Evidence;
			durationMs: number;
			observations: readonly Observation[];
	  }
	| { kind: "harness-error"; message: string; durationMs: number }
	| { kind: "interrupted"; durationMs: number };

/** What the composition root lends to the host process: the rooms that it may not import. */
export interface TaskRunners {
	readonly suites: Suites;
	/** Why the job's workload can't be run on its engine, before either is opened. */
	unfitWorkload(job: HostJob): Promise<WorkloadResult | undefined>;
	/** Both engines are initialized; the null engine measures the floor. */
	workload(
		job: HostJob,
		engine: Engine,
		nullEngine: Engine,
		progress: (message: string) => void,
	): Promise<WorkloadResult>;
	/** `job.engine` is the first to serve, `task.next` the one swapped in. */
	swap(job: HostJob, progress: (message: string) => void): Promise<SwapResult>;
	/** For a swap drill's victim: a slot that `job.engine` serves. */
	swappedSlot(job: HostJob, next: EngineFile): Promise<SwappedSlot>;
}

/** A slot with two engines, one of which serves. */
export interface SwappedSlot {
	/** For callers' lanes; 0 is the swapper's. */
	readonly address: number;
	/** Replaces the engine that serves by the other one. Throws EngineFailure if either refuses. */
	swap(observer: { starts(): void; ended(status: number): void }): void;
}

/** What a failing check leaves, for `assay replay`. */
export interface CaseFile {
	readonly schemaVersion: 1;
	readonly kind: "check";
	readonly check: string;
	readonly engine: { readonly name: string; readonly path: string; readonly digest: string };
	readonly engineConfig: EngineConfig;
	readonly seed: number;
	/** fast-check's path to the counterexample; absent for checks without a property. */
	readonly path?: string;
	readonly propertyRuns: number;
	readonly budgetMs: number;
	readonly message: string;
	readonly evidence?: Evidence;
	/** Of a race: what was seen, to be judged again without running anything. */
	readonly history?: KeptHistory;
	/** Where it failed, for whoever can't make it fail elsewhere. */
	readonly environment?: CaseEnvironment;
}

export interface CaseEnvironment {
	readonly assayVersion: string;
	readonly kernel: string;
	readonly cpuModel: string;
	readonly cpuCount: number;
	readonly fileSystem: string;
	readonly directIo: string;
}
