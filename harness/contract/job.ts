import type { Evidence, SwapResult, WorkloadResult } from "../../results/schema/index.ts";
import type { CheckOutcome, EngineConfig } from "./check.ts";
import type { SwapDrill } from "./drill.ts";
import type { EngineDescriptor } from "./engine.ts";
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
	| { kind: "victim"; script: string; parameters: Record<string, unknown>; progressPath: string }
	| { kind: "workload"; workload: Workload; budget: LoadBudget; nullEngine: EngineFile }
	| { kind: "swap"; drill: SwapDrill; next: EngineFile };

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
		fresh: boolean;
	};
	readonly blockBytes: number;
	readonly capacityBlocks: number;
	readonly seed: number;
	/** For recorder, scripts and further targets; removed after the process, whatever happens. */
	readonly scratchDirectory: string;
	readonly recorderPath: string;
}

/** One line of the host process's NDJSON stream (descriptor 3). */
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
