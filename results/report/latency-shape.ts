import type { WorkloadResult } from "../schema/index.ts";
import { type Distribution, distributionOf } from "./exports/distribution.ts";

const heights = "▁▂▃▄▅▆▇█";

/** Cells of a shape where there is room. */
export const shapeCells = 16;

/** From one power of ten to another: all shapes of a table share it, so that they compare. */
export interface ShapeAxis {
	readonly fromNs: number;
	readonly toNs: number;
}

/** Absent for what has no histogram, or one that no run has written. */
export function distributionOfWorkload(workload: WorkloadResult): Distribution | undefined {
	if (workload.outcome !== "measured" || workload.histogram === undefined) return undefined;
	try {
		return distributionOf(workload.histogram);
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

export function shapeAxis(distributions: readonly Distribution[]): ShapeAxis | undefined {
	if (distributions.length === 0) return undefined;
	const low = Math.min(...distributions.map(({ min }) => Math.max(1, min)));
	const high = Math.max(...distributions.map(({ max }) => Math.max(1, max)));
	const fromNs = 10 ** Math.floor(Math.log10(low));
	return { fromNs, toNs: Math.max(fromNs * 10, 10 ** Math.ceil(Math.log10(high))) };
}

/**
 * How operations spread over latency, on a logarithmic axis: the fullest cell is the highest bar,
 * a cell with any operation at all has the lowest one, so that a tail is seen however thin.
 */
export function latencyShape(of: Distribution, axis: ShapeAxis, cells: number): string {
	const counts = shapeCounts(of, axis, cells);
	const most = Math.max(...counts);
	return counts.map((count) => bar(count / most)).join("");
}

/** Operations in each cell, the cells being equally wide on the logarithmic axis. */
export function shapeCounts(of: Distribution, axis: ShapeAxis, cells: number): number[] {
	const counts = new Array<number>(cells).fill(0);
	const span = Math.log(axis.toNs / axis.fromNs);
	for (const { ns, count } of of.points) {
		const share = Math.log(Math.max(ns, axis.fromNs) / axis.fromNs) / span;
		const cell = Math.min(cells - 1, Math.floor(share * cells));
		counts[cell] = (counts[cell] ?? 0) + count;
	}
	return counts;
}

function bar(share: number): string {
	if (share === 0) return " ";
	return heights[Math.min(heights.length - 1, Math.floor(share * heights.length))] ?? " ";
}
