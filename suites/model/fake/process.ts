import type { ProcessFacts } from "../../../harness/contract/index.ts";

/** Test support: a process in which nothing happens. */
export function quietProcess(descriptors: readonly string[]): ProcessFacts {
	return {
		descriptors: () => [...descriptors],
		threads: () => 1,
		residentBytes: () => 50_000_000,
		mappedBytes: () => 90_000_000,
		heapBytes: () => undefined,
		children: () => [],
		surroundings: () => ({ umask: "022" }),
		surroundingsBeforeLoad: () => ({ umask: "022" }),
		openFlags: () => [{ descriptor: 3, direct: true, writable: true }],
		mappings: () => [],
	};
}
