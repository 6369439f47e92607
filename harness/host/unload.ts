import { type EngineDescriptor, EngineFailure, type HostJob } from "../contract/index.ts";
import { loadWatched, NativeEngine, useFromThread } from "../ffi/index.ts";

/**
 * A load of its own lives, serves a thread, is shut down and unmapped; then the thread ends. It is
 * for engines that may be unmapped. A destructor left in the thread ends this process here.
 */
export function unloadUnderThread(
	job: HostJob,
	descriptor: EngineDescriptor,
	configText: string,
): void {
	const { library, isMapped } = loadWatched(job.engine);
	const outcome = NativeEngine.initialize(library, descriptor, job.blockBytes, configText);
	if (!outcome.ok) {
		const { status, message } = outcome;
		throw new EngineFailure(`initialize refused a good configuration: ${status} (${message})`);
	}
	const thread = useFromThread(outcome.engine);
	outcome.engine.shutdown();
	library.close();
	const isKept = isMapped();
	thread.end();
	if (!isKept) return;
	throw new EngineFailure(
		"it claims to be unload-safe, but after its last shutdown and dlclose it was still mapped: " +
			"a thread that had used it was alive",
		{ expected: "no thread, handler or destructor left", found: "the library is kept" },
	);
}
