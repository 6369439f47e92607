import { bindNative } from "./native.ts";

const symbols = bindNative({
	assay_limit: { args: ["u32", "f64"], returns: "i32" },
	assay_die_with_parent: { args: ["u32"], returns: "i32" },
	assay_environment_hash: { args: [], returns: "u32" },
	assay_locale_hash: { args: [], returns: "u32" },
	assay_floating_point_mode: { args: [], returns: "u32" },
	assay_memory_file: { args: [], returns: "i32" },
	assay_heap_bytes: { args: [], returns: "f64" },
	assay_flush_streams: { args: [], returns: "void" },
	assay_monotonic_ns: { args: [], returns: "f64" },
	assay_other_threads_ns: { args: [], returns: "f64" },
	assay_pin: { args: ["u32"], returns: "i32" },
	assay_unpin: { args: [], returns: "void" },
	assay_sleep_us: { args: ["f64"], returns: "void" },
});

/** RLIMIT_ numbers of Linux on x86-64 and arm64. */
export const limits = { fileSize: 1, openFiles: 7, lockedMemory: 8 } as const;

/** Sets a soft limit; undefined restores the hard one. */
export function setLimit(resource: keyof typeof limits, value: number | undefined): void {
	const status = symbols.assay_limit(limits[resource], value ?? -1);
	if (status !== 0) throw new Error(`cannot limit ${resource} to ${value}: errno ${-status}`);
}

/** This process is killed when its parent ends; false when the parent is already gone. */
export function dieWithParent(parentPid: number): boolean {
	return symbols.assay_die_with_parent(parentPid) === 0;
}

/** Changes when a variable of the live C environment does; JavaScript only has an old copy. */
export const environmentHash = (): string => symbols.assay_environment_hash().toString(16);

/** The path of an empty file in memory, of this process only; undefined where there are none. */
export function memoryFile(): string | undefined {
	const descriptor = symbols.assay_memory_file();
	return descriptor < 0 ? undefined : `/proc/self/fd/${descriptor}`;
}

/** Changes with the names of the C library's locale. */
export const localeHash = (): string => symbols.assay_locale_hash().toString(16);

/** How this thread rounds, traps and treats subnormal numbers. */
export const floatingPointMode = (): string => symbols.assay_floating_point_mode().toString(16);

/** Bytes that the C library's malloc has given out; JavaScript's memory is not among them. */
export function heapBytes(): number | undefined {
	const bytes = symbols.assay_heap_bytes();
	return bytes < 0 ? undefined : bytes;
}

/** What was printed through C's streams becomes bytes in their descriptors. */
export const flushStreams: () => void = symbols.assay_flush_streams;

/** CLOCK_MONOTONIC: one origin for all threads, unlike Bun.nanoseconds. */
export const monotonicNs: () => number = symbols.assay_monotonic_ns;

/** Processor time of this process's other threads so far: an engine's own, and the runtime's. */
export const otherThreadsNs: () => number = symbols.assay_other_threads_ns;

/**
 * Runs the work with this thread on the nth of the processors that it may use; anywhere, where the
 * kernel refuses. Not covered: an engine's own threads, which stay where they are.
 */
export function onProcessor<Result>(nth: number, work: () => Result): Result {
	if (symbols.assay_pin(nth) < 0) return work();
	try {
		return work();
	} finally {
		symbols.assay_unpin();
	}
}

/** Sleeps this thread; the event loop does not turn. */
export const sleepMs = (milliseconds: number): void => symbols.assay_sleep_us(milliseconds * 1000);
