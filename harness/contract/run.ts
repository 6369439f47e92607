import type {
	BaselineNumbers,
	CheckResult,
	Finding,
	HostFacts,
	RunRecord,
	SwapResult,
	TargetFacts,
	WorkloadResult,
} from "../../results/schema/index.ts";
import type { EngineConfig } from "./check.ts";
import type { EngineFile } from "./job.ts";
import type { Profile, Suites } from "./profile.ts";
import type { Turns } from "./turns.ts";

/** An engine file as preflight left it: identified, and judged without running it. */
export interface PreparedEngine {
	readonly file: EngineFile;
	readonly findings: readonly Finding[];
}

/** A target that preflight found safe to write. */
export interface PreparedTarget {
	readonly facts: TargetFacts;
	/**
	 * `scratch`: a directory on that file system, in which every check gets a file of its own.
	 * `device`: one block device or named file that all checks share, one after the other.
	 */
	readonly mode: "scratch" | "device";
	/** The directory, or the device. */
	readonly path: string;
}

export type ProgressEvent =
	/** `expectedMs`, of all tasks and of one: roughly; absent, all count alike. */
	| { kind: "started"; total: number; expectedMs?: number }
	| {
			kind: "task";
			engine: string;
			id: string;
			expectedMs?: number;
			/** `round 3/40`, where the same is done again. */
			round?: string;
	  }
	| {
			kind: "finished";
			engine: string;
			id: string;
			verdict: string;
			message: string;
			durationMs: number;
	  }
	| { kind: "note"; message: string };

export type RunResult =
	| { kind: "check"; engine: string; result: CheckResult }
	| { kind: "workload"; engine: string; result: WorkloadResult }
	| { kind: "swap"; engine: string; result: SwapResult };

export type Family = "checks" | "workloads" | "swaps";

export interface RunRequest {
	/** `certify`, `test`, `bench`, `swap` or `replay`: goes into the record. */
	readonly command: string;
	readonly assayVersion: string;
	readonly profile: Profile;
	readonly families: ReadonlySet<Family>;
	/** Already filtered by --only and --skip; unknown ids were refused by the command line. */
	readonly suites: Suites;
	readonly engines: readonly PreparedEngine[];
	/** Index of the engine that the others are to replace: measured and swapped, not checked. */
	readonly baseline?: number;
	/** In place of one whose library is gone: numbers of its earlier runs, for gates. */
	readonly baselineNumbers?: BaselineNumbers;
	/** Set in one of several parts of a run: its number, how many, and the suites of all of them. */
	readonly shard?: { readonly index: number; readonly count: number; readonly whole: Suites };
	/** Directed pairs for swap drills: indices into `engines`; the same index twice is a reload. */
	readonly swapPairs: readonly { readonly from: number; readonly to: number }[];
	/** Measures the harness itself; needed when `families` has workloads. */
	readonly nullEngine: PreparedEngine | undefined;
	/** What `differential.*` compares with. */
	readonly referenceEngine?: PreparedEngine;
	/** Its one workload is measured in turns with that of other runs under way. */
	readonly turns?: Turns;
	readonly target: PreparedTarget;
	readonly engineConfig: EngineConfig;
	readonly host: HostFacts;
	readonly seed: number;
	/** Set by `replay`: walk straight to one counterexample. */
	readonly replayPath?: string;
	/** Resolved options as the record keeps them. */
	readonly options: Readonly<Record<string, unknown>>;
	/** Exists, and is ours to write. */
	readonly outDirectory: string;
	/** Command line that starts a host process; the job file's path is appended. */
	readonly hostCommand: readonly string[];
	/** Words before a case file in the command that replays it; default `npm run assay -- replay`. */
	readonly replayCommand?: string;
	/** Told each result as soon as it is there: for the journal. */
	readonly onResult?: (result: RunResult) => void;
	readonly progress: (event: ProgressEvent) => void;
	/** Aborted by Ctrl-C: the record so far is still returned, `complete: false`. */
	readonly signal: AbortSignal;
}

/** Runs everything asked for. Throws only for the harness's own failures. */
export type Run = (request: RunRequest) => Promise<RunRecord>;
