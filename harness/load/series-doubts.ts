import type { IntervalResult } from "../../results/schema/index.ts";

const slowerBy = 2;
const intervalsMin = 6;

/**
 * A target that changed under way: one number over the whole run describes neither part. Only a
 * factor of two speaks, since on a shared host less is no news; a run's steady state is judged
 * elsewhere.
 */
export function seriesDoubts(intervals: readonly IntervalResult[]): string[] {
	if (intervals.length < intervalsMin) return [];
	const third = Math.floor(intervals.length / 3);
	const first = median(intervals.slice(0, third));
	const last = median(intervals.slice(-third));
	const texts: string[] = [];
	if (first > slowerBy * last || last > slowerBy * first) {
		texts.push(
			`IOPS went from ${Math.round(first)} in the first third of the run to ${Math.round(last)} in the last: one number says little.`,
		);
	}
	const idle = intervals.filter(({ operations }) => operations === 0);
	const [one] = idle;
	if (one !== undefined) {
		texts.push(
			`Nothing completed in ${idle.length} of ${intervals.length} intervals, first ${Math.round(one.startMs)} ms into the run.`,
		);
	}
	return texts;
}

function median(intervals: readonly IntervalResult[]): number {
	const sorted = intervals.map(({ iops }) => iops).toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
