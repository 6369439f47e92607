import type { Turns } from "../contract/index.ts";
import { clockNs } from "../ffi/clock.ts";
import { onProcessor, otherThreadsNs } from "../ffi/process.ts";
import { IntervalSeries } from "./intervals.ts";
import type { Loop, LoopParts } from "./loop.ts";
import type { ThreadReport } from "./thread-report.ts";
import { Turnstile } from "./turnstile.ts";

/**
 * A closed loop in slices, each when it is this process's turn and drained before the next one's.
 * Time between them is nobody's: the report's span is the slices', end to end. What the engine's
 * own threads do meanwhile is done at the others' cost, and is reported.
 *
 * Not covered: work that it leaves to the kernel's threads, such as writing back cached pages.
 */
export function takeTurns(
	{ tally, timings }: LoopParts,
	loop: Loop,
	turns: Turns,
	lengthNs: number,
): Pick<ThreadReport, "startNs" | "endNs" | "cells" | "intervalNs" | "slices"> {
	return onProcessor(turns.processor, () => slicesOf(tally, timings, loop, turns, lengthNs));
}

function slicesOf(
	tally: LoopParts["tally"],
	timings: LoopParts["timings"],
	loop: Loop,
	turns: Turns,
	lengthNs: number,
) {
	const turnstile = new Turnstile(turns);
	const sliceNs = lengthNs / turns.slices;
	const series = new IntervalSeries(turns.slices);
	const sliceIops: number[] = [];
	let busyNs = 0;
	let betweenNs = 0;
	let givenNs: number | undefined;
	while (sliceIops.length < turns.slices && turnstile.take()) {
		if (givenNs !== undefined) betweenNs += otherThreadsNs() - givenNs;
		const before = tally.operations;
		const fromNs = clockNs();
		const ranNs = loop.run(fromNs + sliceNs);
		const spentNs = Math.max(ranNs, loop.finish()) - fromNs;
		turnstile.give();
		givenNs = otherThreadsNs();
		busyNs += spentNs;
		sliceIops.push(((tally.operations - before) * 1e9) / spentNs);
		series.close(timings.submitted, tally.operations, tally.errors);
	}
	const slices = { iops: sliceIops, inTurnsNs: busyNs, betweenNs };
	return { startNs: 0, endNs: busyNs, cells: series.cells, intervalNs: sliceNs, slices };
}
