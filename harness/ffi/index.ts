/** The only room that imports bun:ffi. */
export { allocateGuarded, pointer, Scratch, viewBytes } from "./buffer.ts";
export { calls } from "./calls.ts";
export { chaseBuffers } from "./chase.ts";
export { ClientLoop, flushKind, handedKind, leaseKinds, type OddOperation } from "./client-loop.ts";
export { awaitEnds, makeGate } from "./crew.ts";
export { NativeEngine } from "./engine.ts";
export { loadEngine, readEngineImage } from "./image.ts";
export { layouts } from "./layout.ts";
export { type EngineLibrary, LoadRefused, openLibrary } from "./library.ts";
export { openFromThreads } from "./lives.ts";
export { bindNative, nativeLibraryPath } from "./native.ts";
export { useFromThread } from "./outlive.ts";
export {
	dieWithParent,
	environmentHash,
	floatingPointMode,
	flushStreams,
	heapBytes,
	localeHash,
	memoryFile,
	monotonicNs,
	setLimit,
	sleepMs,
} from "./process.ts";
export {
	attachRecorder,
	readRecorder,
	recordedCalls,
	recorderBytes,
	recorderLane,
} from "./recorder.ts";
export { mismatchNames, stampBlock, verifyBlock } from "./stamp.ts";
export { loadWatched, type WatchedLibrary } from "./watched.ts";
export type { InitializeOutcome } from "./within.ts";
