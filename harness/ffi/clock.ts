import { bindNative } from "./native.ts";

const symbols = bindNative({
	assay_clock_calibrate: { args: ["u32"], returns: "u32" },
	assay_clock_now_ns: { args: [], returns: "f64" },
	assay_clock_ns_per_tick: { args: [], returns: "f64" },
});

/** The load loop's clock in ns on CLOCK_MONOTONIC's scale; `calibrateClock` first. */
export const clockNs: () => number = symbols.assay_clock_now_ns;

export interface ClockFacts {
	readonly source: "tsc" | "monotonic";
	/** Resolution: what one tick is worth. */
	readonly nsPerTick: number;
}

/**
 * Chooses the load loop's clock for the whole process: the time stamp counter if the processor
 * says that it is invariant and the kernel keeps time with it, else CLOCK_MONOTONIC. 20 ms.
 */
export function calibrateClock(allowTsc = true): ClockFacts {
	const source = symbols.assay_clock_calibrate(allowTsc ? 1 : 0) === 1 ? "tsc" : "monotonic";
	return { source, nsPerTick: symbols.assay_clock_ns_per_tick() };
}
