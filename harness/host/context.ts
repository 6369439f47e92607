import { join } from "node:path";
import type {
	CheckContext,
	Engine,
	EngineConfig,
	EngineDescriptor,
	HostJob,
	OpenOutcome,
	SwappedSlot,
	VictimPlan,
} from "../contract/index.ts";
import { EngineFailure } from "../contract/index.ts";
import {
	allocateGuarded,
	chaseBuffers,
	type EngineLibrary,
	monotonicNs,
	NativeEngine,
	setLimit,
	sleepMs,
} from "../ffi/index.ts";
import { openLoopDevice, openRig, openSmallFileSystem } from "../rig/index.ts";
import { runConcurrent } from "./concurrent.ts";
import { mergedConfig } from "./config.ts";
import { processFacts } from "./facts.ts";
import { openOnThreads } from "./lives.ts";
import { referenceOf } from "./reference.ts";
import { openTarget } from "./target.ts";
import { unloadUnderThread } from "./unload.ts";
import { runVictim, startVictim } from "./victim.ts";
import { runWriters, swapUnderWriters } from "./victim-writers.ts";

/** What `check` tasks carry beside the job; a victim's context has the defaults. */
export interface ContextOptions {
	readonly propertyRuns: number;
	readonly budgetMs: number;
	readonly replayPath: string | undefined;
	/** The process before the library was loaded. */
	readonly surroundingsBeforeLoad?: Readonly<Record<string, string>>;
	/** Of a swap drill's victim. */
	readonly swappedSlot?: () => Promise<SwappedSlot>;
}

const busyWaits = 100;
const busyWaitMs = 20;
const isBusy = (outcome: OpenOutcome) => !outcome.ok && outcome.status === -16;

/** The context of one check over one library, which is loaded when the first engine is opened. */
export function createContext(
	job: HostJob,
	library: () => EngineLibrary,
	descriptor: EngineDescriptor,
	options: ContextOptions,
): CheckContext {
	const target = openTarget(job);
	const engines: NativeEngine[] = [];
	let victims = 0;
	let rigs = 0;
	const initialize = (text: string, blockBytes: number): OpenOutcome => {
		const outcome = NativeEngine.initialize(library(), descriptor, blockBytes, text);
		if (outcome.ok) engines.push(outcome.engine);
		return outcome;
	};
	const open = (config: EngineConfig = {}): OpenOutcome => {
		const merged = mergedConfig(job, target.path, config);
		return initialize(JSON.stringify(merged), Number(merged.block_size));
	};
	return {
		descriptor: onSectors(descriptor, target.sectorBytes),
		seed: job.seed,
		...options,
		blockBytes: job.blockBytes,
		capacityBlocks: job.capacityBlocks,
		target,
		faults: {
			limitFileSize: (bytes) => setLimit("fileSize", bytes),
			limitDescriptors: (count) => setLimit("openFiles", count),
			limitLockedMemory: (bytes) => setLimit("lockedMemory", bytes),
		},
		process: {
			...processFacts,
			surroundingsBeforeLoad: () => options.surroundingsBeforeLoad ?? processFacts.surroundings(),
		},
		allocate: allocateGuarded,
		open,
		openText: (text) => initialize(text, job.blockBytes),
		mustOpen: (config) => demandEngine(() => open(config), config, victims > 0),
		nowNs: monotonicNs,
		sleepMs,
		victim: (plan: VictimPlan) => {
			victims++;
			return runVictim(job, plan);
		},
		startVictim: (start) => {
			victims++;
			return startVictim(job, start);
		},
		writers: (engine, plan, log) => runWriters(job, engine, plan, log),
		swapUnderWriters: async (...how) => {
			if (options.swappedSlot === undefined) throw new Error("only a swap drill's victim swaps");
			await swapUnderWriters(job, await options.swappedSlot(), ...how);
		},
		rig: (rigOptions) => openRig(join(job.scratchDirectory, `rig-${++rigs}`), rigOptions),
		loopDevice: (what) => openLoopDevice(join(job.scratchDirectory, `loop-${++rigs}`), what),
		fileSystem: (bytes) => openSmallFileSystem(join(job.scratchDirectory, `fs-${++rigs}`), bytes),
		concurrent: (engine, plan) => {
			// One client is one call at a time, from a thread of its own: lawful for every engine.
			if (plan.clients > 1 && !descriptor.guarantees.includes("thread-safe")) {
				throw new Error("this engine does not promise to be thread-safe: do not drive it so");
			}
			return runConcurrent(engine, plan, job.recorderPath);
		},
		chaseBuffers,
		unloadUnderThread: (config = {}) =>
			unloadUnderThread(job, descriptor, JSON.stringify(mergedConfig(job, target.path, config))),
		openFromThreads: (plan) => openOnThreads(job, library, plan),
		...referenceOf(job, () => target.another().path),
		operations: () => engines.reduce((sum, engine) => sum + engine.operations, 0),
	};
}

/** Opens an engine that must open. `wasKilled`: a process of ours that used the target was. */
function demandEngine(
	open: () => OpenOutcome,
	config: EngineConfig | undefined,
	wasKilled: boolean,
): Engine {
	let outcome = open();
	// The kernel may still be tearing a killed process down (io_uring does so later than the exit):
	// its locks and sockets are no fault of the engine that finds them.
	for (let wait = 0; wait < busyWaits && wasKilled && isBusy(outcome); wait++) {
		sleepMs(busyWaitMs);
		outcome = open();
	}
	if (outcome.ok) return outcome.engine;
	const given = JSON.stringify(config ?? {});
	throw new EngineFailure(
		`initialize refused a good configuration ${given}: status ${outcome.status}` +
			(outcome.message ? ` ("${outcome.message}")` : ", and bse_last_error says nothing"),
	);
}

/** What the engine can promise on these sectors: smaller blocks don't go past the page cache. */
function onSectors(descriptor: EngineDescriptor, sectorBytes: number): EngineDescriptor {
	const { blockBytesMin, blockBytesMax } = descriptor;
	if (sectorBytes <= blockBytesMin || sectorBytes > blockBytesMax) return descriptor;
	return { ...descriptor, blockBytesMin: sectorBytes };
}
