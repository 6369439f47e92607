import type { CheckResult, Evidence, Verdict } from "../../results/schema/index.ts";
import type { ChaseOutcome, ChasePlan } from "./chase.ts";
import type { Capability, Engine, EngineDescriptor, NativeBuffer, Status } from "./engine.ts";
import type { ConcurrentOutcome, ConcurrentPlan } from "./history.ts";
import type { LivesOutcome, LivesPlan } from "./lives.ts";
import type { LoopDevice, Rig, RigOptions, SmallFileSystem } from "./rig.ts";
import type { Target } from "./target.ts";
import type { Victim, VictimLog, VictimStart, WritersPlan } from "./victim-log.ts";

/** What a check concluded; `crashed` and `hung` are concluded by the coordinator alone. */
export type CheckOutcome =
	| { verdict: "pass"; message: string; operations?: number; details?: Record<string, unknown> }
	| { verdict: "fail"; message: string; operations?: number; evidence?: Evidence }
	| { verdict: "not-applicable" | "could-not-run"; message: string };

/** Something of the host that a check needs; missing, it is `could-not-run`, never a pass. */
export type HostNeed = "root" | "fuse" | "device-mount" | "loop-device" | "direct-io";

/** Configuration for one initialize; merged over what the run was given. */
export type EngineConfig = Record<string, unknown>;

/** Of the header: the deepest queue of an engine that was not asked for a deeper one. */
export const queueDepthDefault = 64;

export type OpenOutcome =
	| { ok: true; engine: Engine }
	/** `outTouched`: the refused initialize changed the caller's handle, which it must not. */
	| { ok: false; status: Status; message: string; outTouched?: boolean };

/** What a victim does until it is killed: operations by number, from the seed. */
export interface VictimPlan {
	readonly seed: number;
	/** A script of `suites` by id, run in a process of its own that ends by SIGKILL. */
	readonly script: string;
	readonly config?: EngineConfig;
	readonly parameters: Record<string, unknown>;
	/** Killed from outside once it reported this many steps, plus up to `killDelayUs`. */
	readonly killAfterSteps: number;
	readonly killDelayUs: number;
}

export interface VictimReport {
	/** Steps it had reported as acknowledged when it died. */
	readonly steps: number;
	/** Whether it died by our SIGKILL, or ended by itself before. */
	readonly killed: boolean;
	readonly message: string;
}

/** Facts about the process, for leak and side-effect checks. */
export interface ProcessFacts {
	descriptors(): readonly string[];
	threads(): number;
	residentBytes(): number;
	/** Of address space, touched or not. */
	mappedBytes(): number;
	/** Bytes from malloc that were not freed, to the byte; none of them is the harness's. */
	heapBytes(): number | undefined;
	children(): readonly number[];
	/** Signal dispositions and mask, umask, cwd, environment, limits: one string a fact. */
	surroundings(): Readonly<Record<string, string>>;
	/** The same, from before the plugin was loaded: what its constructors changed differs. */
	surroundingsBeforeLoad(): Readonly<Record<string, string>>;
	/** Open flags by descriptor of files below or equal to `path`: is O_DIRECT really set? */
	openFlags(path: string): readonly { descriptor: number; direct: boolean; writable: boolean }[];
	/** File paths of mappings. */
	mappings(): readonly string[];
}

/** Limits as faults; every one is lifted again when the check ends. */
export interface Faults {
	/** Writes beyond this size of a file are short, then EFBIG (RLIMIT_FSIZE). */
	limitFileSize(bytes: number | undefined): void;
	limitDescriptors(count: number | undefined): void;
	limitLockedMemory(bytes: number | undefined): void;
}

/** Everything that a check may use. Created in the host process, one for each check. */
export interface CheckContext {
	readonly descriptor: EngineDescriptor;
	readonly seed: number;
	/** fast-check's path to one counterexample: set when a failure is replayed. */
	readonly replayPath: string | undefined;
	/** How many cases a property tries; a profile's choice. */
	readonly propertyRuns: number;
	/** Wall-clock budget of this check; it should conclude within, it is killed after more. */
	readonly budgetMs: number;
	readonly blockBytes: number;
	readonly capacityBlocks: number;
	readonly target: Target;
	readonly faults: Faults;
	readonly process: ProcessFacts;
	/** `guard: "end"` puts the buffer's last byte against an unmapped page, "start" the first. */
	allocate(bytes: number, guard?: "start" | "end"): NativeBuffer;
	/** Initializes the engine under test over `target` (or `config.device`). */
	open(config?: EngineConfig): OpenOutcome;
	/** As `open`, with the configuration's text given as it is: for bad configurations. */
	openText(configText: string): OpenOutcome;
	/** As `open`, but a refusal is an engine failure: throws EngineFailure. */
	mustOpen(config?: EngineConfig): Engine;
	/** CLOCK_MONOTONIC, the same in every thread. */
	nowNs(): number;
	/** Sleeps this thread without turning the event loop. */
	sleepMs(milliseconds: number): void;
	/** Runs a script in a process of its own over this target and kills it. */
	victim(plan: VictimPlan): Promise<VictimReport>;
	/** Starts a script in a process of its own; the check follows its log and kills it. */
	startVictim(start: VictimStart): Promise<Victim>;
	/** In a victim: changes blocks of an open engine, each change logged before and after. */
	writers(engine: Engine, plan: WritersPlan, log: VictimLog): Promise<void>;
	/**
	 * In a victim of a swap drill: as `writers`, through a slot whose two engines replace each
	 * other meanwhile. The log's last writer, one more than the plan's, has each hand-over as a
	 * flush: it covers what was acknowledged before. `beforeHandOver` may wait: the gate is open.
	 */
	swapUnderWriters(
		plan: WritersPlan,
		log: VictimLog,
		beforeHandOver: (swap: number) => void,
		/** In this swap the writers stop before its hand-over, and go on after it. */
		quietAt?: number,
	): Promise<void>;
	/** A device that can lose its power and fail; `hostNeeds` are `fuse` and `device-mount`. */
	rig(options: RigOptions): Promise<Rig>;
	/** `hostNeeds` of these two are `root` and `loop-device`. */
	loopDevice(options: { sizeBytes: number; sectorBytes: number }): LoopDevice;
	fileSystem(sizeBytes: number): SmallFileSystem;
	/** Drives an open engine from several threads at once; needs `thread-safe`. */
	concurrent(engine: Engine, plan: ConcurrentPlan): Promise<ConcurrentOutcome>;
	/**
	 * Initializes the run's reference engine over a device of zeros of its own, with this check's
	 * block size and capacity; absent where the run has none, or none for this block size.
	 */
	readonly openReference?: () => OpenOutcome;
	/**
	 * Loads the engine once more, has a thread use it, shuts it down, unmaps it, and lets the thread
	 * end. Only of an engine that is unload-safe. Absent where engines are no libraries.
	 */
	readonly unloadUnderThread?: (config?: EngineConfig) => void;
	/** Absent where engines are not called from C. */
	readonly chaseBuffers?: (engine: Engine, plan: ChasePlan) => ChaseOutcome;
	/**
	 * Two threads open engines at the same moment; the outcome of each. Only of a thread-safe engine.
	 * Absent where engines are not called from C.
	 */
	readonly openFromThreads?: (plan: LivesPlan) => readonly LivesOutcome[];
	/** Calls of this process into engines so far. */
	operations(): number;
}

/** Thrown inside a check: the engine broke the property. Becomes the verdict `fail`. */
export class EngineFailure extends Error {
	readonly evidence: Evidence | undefined;
	constructor(message: string, evidence?: Evidence) {
		super(message);
		this.name = "EngineFailure";
		this.evidence = evidence;
	}
}

/** Thrown inside a check: this host does not offer what it needs. Becomes `could-not-run`. */
export class HostLacking extends Error {
	override readonly name = "HostLacking";
}

export interface Check {
	/** Stable, kebab-case, with its family: `data.read-after-write`. CLI filter and JSON key. */
	readonly id: string;
	/** What is asked of the engine, as a sentence. */
	readonly title: string;
	readonly needs: readonly Capability[];
	/** Does this engine promise what is checked? A string says why it does not apply. */
	readonly appliesTo?: (descriptor: EngineDescriptor) => true | string;
	readonly hostNeeds?: readonly HostNeed[];
	/** Below this the check is killed as hung; default by profile. */
	readonly deadlineMs?: number;
	/** In every profile, or only in the longer ones. */
	readonly depth: "quick" | "ci" | "certification";
	run(context: CheckContext): CheckOutcome | Promise<CheckOutcome>;
}

/** A victim's script: runs until killed; calls `acknowledged` after each step that must last. */
export interface VictimScript {
	readonly id: string;
	run(
		context: CheckContext,
		parameters: Record<string, unknown>,
		acknowledged: (step: number) => void,
		/** Only with `startVictim`. */
		log: VictimLog,
	): void | Promise<void>;
}

export type { CheckResult, Evidence, Verdict };
