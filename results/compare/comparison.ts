/** What `assay compare` measured, as it is kept: enough to judge it again without the engines. */

/** `control`: a copy of the baseline; `proof`: the baseline with a known delay. */
export type Slot = "baseline" | "candidate" | "control" | "proof";

export const metrics = ["iops", "p99Ns"] as const;
export type Metric = (typeof metrics)[number];

/** Seen beside the metrics, and not judged: where in the distribution a change sits. */
export const quantiles = ["p50Ns", "p90Ns", "p99Ns", "p999Ns"] as const;
export type Quantile = (typeof quantiles)[number];

/** Of one child process; what it did not measure is absent. */
export type Values = Partial<Record<Metric | Quantile, number>>;

/** One turn of one workload: a fresh child process for each slot, in this order. */
export interface Round {
	readonly workload: string;
	readonly index: number;
	readonly order: readonly Slot[];
	readonly values: Partial<Record<Slot, Values>>;
	/**
	 * Where the processes measured in turns: logarithm of how many times slower each was than the
	 * baseline, slice by slice; see sideBySide. The values are over the whole of it.
	 */
	readonly slowness?: Partial<Record<Slot, number>>;
}

export interface ComparisonPlan {
	readonly seed: number;
	readonly workloads: readonly string[];
	/** Rounds after which it may stop, ascending; declared before anything was measured. */
	readonly looks: readonly number[];
	/** No round begins later, whatever looks are left; absent: there is no such time. */
	readonly budgetMs?: number;
	/** How much slower is still as fast, as a share: 0.025. */
	readonly margins: Readonly<Record<Metric, number>>;
	/** Delay of the proof slot as a share; 0: there is no such slot. */
	readonly delay: number;
}

/** Throughput decides; a p99 of a short run is too coarse to block a release by itself. */
export const severities: Readonly<Record<Metric, "hard" | "advisory">> = {
	iops: "hard",
	p99Ns: "advisory",
};

/** Chance that a change-free comparison fails any hard metric; divided among the looks. */
export const hardAlpha = 0.01;
export const advisoryRate = 0.1;
/** Chance that a metric passes that is slower than its margin; divided among the looks. */
export const passAlpha = 0.05;

/** The later look gets more: early ones are for what is plain to see. */
export function shareOfLook(plan: ComparisonPlan, look: number): number {
	const total = plan.looks.reduce((sum, rounds) => sum + rounds, 0);
	return (plan.looks[look] ?? 0) / total;
}

/** As `slownesses`; of rounds in turns the typical speed, slice by slice, not the whole. */
export function typicalSlownesses(
	rounds: readonly Round[],
	workload: string,
	metric: Metric,
	slot: Slot = "candidate",
): number[] {
	if (metric !== "iops" || !inTurns(rounds, workload)) {
		return slownesses(rounds, workload, metric, slot);
	}
	return rounds
		.filter((round) => round.workload === workload)
		.flatMap(({ slowness }) => {
			const own = slowness?.[slot];
			return own === undefined ? [] : [own];
		});
}

export function inTurns(rounds: readonly Round[], workload: string): boolean {
	return rounds.some((round) => round.workload === workload && round.slowness !== undefined);
}

/** Natural logarithm of "so many times slower": 0 is equal, positive is slower. */
export function slownesses(
	rounds: readonly Round[],
	workload: string,
	metric: Metric | Quantile,
	slot: Slot = "candidate",
): number[] {
	return rounds
		.filter((round) => round.workload === workload)
		.flatMap(({ values }) => {
			const base = values.baseline?.[metric];
			const other = values[slot]?.[metric];
			if (!isPositive(base) || !isPositive(other)) return [];
			return [metric === "iops" ? Math.log(base / other) : Math.log(other / base)];
		});
}

function isPositive(value: number | undefined): value is number {
	return value !== undefined && Number.isFinite(value) && value > 0;
}

/** The margin on the scale of `slownesses`. */
export function marginOf(plan: ComparisonPlan, metric: Metric): number {
	const share = plan.margins[metric];
	return metric === "iops" ? -Math.log(1 - share) : Math.log(1 + share);
}

/** Back to a share of the baseline: +0.05 is 5 % slower, of IOPS or of latency. */
export function shareOf(slowness: number, metric: Metric | Quantile): number {
	return metric === "iops" ? -Math.expm1(-slowness) : Math.expm1(slowness);
}
