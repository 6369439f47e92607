import type { IntervalResult, WorkloadResult } from "../../schema/index.ts";
import { known } from "../pipelines/report-case.ts";

/** Adjacent intervals of a run, as one column of a chart. */
export interface Slot {
	readonly startMs: number;
	readonly intervals: readonly IntervalResult[];
	/** Mean of the intervals, which are equally long; undefined: none has a number. */
	readonly iops: number | undefined;
	readonly iopsMin: number | undefined;
	readonly iopsMax: number | undefined;
}

/** 30 years in nanoseconds, and more operations a second than there will be: no run writes it. */
const plausibleMost = 1e18;

/** What has a place on an axis: a record comes from a file. */
export function plottable(value: number | undefined): value is number {
	return known(value) && value <= plausibleMost;
}

/** At most so many slots: what a long run takes in a report does not grow with it. */
export function slotsOf(intervals: readonly IntervalResult[], most: number): Slot[] {
	const placed = intervals.filter(({ startMs }) => plottable(startMs));
	const each = Math.max(1, Math.ceil(placed.length / most));
	const slots: Slot[] = [];
	for (let from = 0; from < placed.length; from += each) {
		const own = placed.slice(from, from + each);
		const rates = own.map(({ iops }) => iops).filter(plottable);
		const has = rates.length > 0;
		slots.push({
			startMs: own[0]?.startMs ?? 0,
			intervals: own,
			iops: has ? rates.reduce((sum, iops) => sum + iops, 0) / rates.length : undefined,
			iopsMin: has ? rates.reduce((low, iops) => Math.min(low, iops)) : undefined,
			iopsMax: has ? highest(rates) : undefined,
		});
	}
	return slots;
}

/** The worst that any interval of the slot has; undefined: none has one. */
export function worstOf(slot: Slot, key: "p50Ns" | "p99Ns" | "maxNs"): number | undefined {
	const values = slot.intervals.map((interval) => interval[key]).filter(known);
	return values.length === 0 ? undefined : highest(values);
}

/** Of as many as there are: an argument list has its limit. */
function highest(values: readonly number[]): number {
	return values.reduce((high, value) => Math.max(high, value));
}

/** Half a minute as `30.0`, a tenth of a short run as `0.05`. */
export function seconds(milliseconds: number): string {
	return milliseconds % 100 === 0
		? (milliseconds / 1000).toFixed(1)
		: (milliseconds / 1000).toFixed(2);
}

/** The slowest stretch of time beside the median one; 0: not in the record. */
export function changeOverTime({ workload }: { workload: WorkloadResult }): number {
	const tails = (workload.intervals ?? [])
		.map(({ p99Ns, maxNs }) => p99Ns ?? maxNs)
		.filter(plottable)
		.sort((a, b) => a - b);
	const median = tails[tails.length >> 1] ?? 0;
	return median > 0 ? (tails.at(-1) ?? 0) / median : 0;
}
