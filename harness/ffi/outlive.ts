import { pointer } from "./buffer.ts";
import { bindNative } from "./native.ts";

const { assay_outlive_begin: begin, assay_outlive_end: end } = bindNative({
	assay_outlive_begin: { args: ["ptr", "u32"], returns: "ptr" },
	assay_outlive_end: { args: ["ptr"], returns: "void" },
});

/**
 * A thread makes every call of the engine once and sleeps until `end`: harness/native/outlive.c.
 * The engine may be shut down and its library unmapped before.
 */
export function useFromThread(engine: { table: number; blockBytes: number }): { end(): void } {
	const thread = begin(pointer(engine.table), engine.blockBytes);
	if (thread === null) throw new Error("no memory or no thread that could use an engine");
	return { end: () => end(thread) };
}
