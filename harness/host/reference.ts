import type { CheckContext, HostJob } from "../contract/index.ts";
import { type EngineLibrary, loadEngine, NativeEngine } from "../ffi/index.ts";

/** The run's reference engine beside the one under test, in this process; loaded when asked for. */
export function referenceOf(
	job: HostJob,
	makeDevice: () => string,
): Pick<CheckContext, "openReference"> {
	const { referenceEngine: file, blockBytes } = job;
	if (file === undefined) return {};
	const { blockBytesMin, blockBytesMax } = file.descriptor;
	if (blockBytes < blockBytesMin || blockBytes > blockBytesMax) return {};
	let loaded: { library: EngineLibrary; device: string } | undefined;
	const openReference = () => {
		loaded ??= { library: loadEngine(file), device: makeDevice() };
		const config = {
			device: loaded.device,
			block_size: blockBytes,
			capacity_blocks: job.capacityBlocks,
		};
		const text = JSON.stringify(config);
		return NativeEngine.initialize(loaded.library, file.descriptor, blockBytes, text);
	};
	return { openReference };
}
