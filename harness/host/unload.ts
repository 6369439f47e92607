import { type EngineDescriptor, EngineFailure, type HostJob } from "../contract/index.ts";
import { loadEngine, mappedEngines, NativeEngine, useFromThread } from "../ffi/index.ts";

/**
 * A load of its own lives, serves a thread, is shut down and unmapped; then the thread ends. It is
 * for engines that may be unmapped. A destructor left in the thread ends this process here.
 */
export function unloadUnderThread(
	job: HostJob,
	descriptor: EngineDescriptor,
	configText: string,
): void {
	const before = new Set(mappedEngines());
	const library = loadEngine(job.engine);
	const own = mappedEngines().filter((inode) => !before.has(inode));
	const outcome = NativeEngine.initialize(library, descriptor, job.blockBytes, configText);
	if (!outcome.ok) {
		const { status, message } = outcome;
		throw new EngineFailure(`initialize refused a good configuration: ${status} (${message})`);
	}
	const thread = useFromThread(outcome.engine);
	outcome.engine.shutdown();
	library.close();
	const left = new Set(mappedEngines());
	thread.end();
	if (!own.some((inode) => left.has(inode))) return;
	throw new EngineFailure(
		"it claims to be unload-safe, but after its last shutdown and dlclose it was still mapped: " +
			"a thread that had used it was alive",
		{ expected: "no thread, handler or destructor left", found: "the library is kept" },
	);
}
