import { median } from "simple-statistics";
import { hodgesLehmann } from "../../results/compare/hodges-lehmann.ts";
import { seededRandom } from "../../results/compare/random.ts";
import type { Metric } from "./rows.ts";
import type { Bin, Sample } from "./side.ts";

const level = 0.95;
const resamples = 400;
/** Fewer beyond a percentile, and it is one outlier's story: absent. */
const beyondMin = 100;

export interface Comparison {
	readonly metric: Metric;
	readonly ours: number;
	readonly theirs: number;
	/** Ours to theirs. */
	readonly ratio: number;
	/** The ratio is between them with 95 % confidence; infinite where so few rounds can't tell. */
	readonly low: number;
	readonly high: number;
}

/**
 * Rounds are pairs: both ran one after the other, so that a drifting host moves both, and who was
 * first alternates. Ratios are of one round each; of those, Hodges and Lehmann's estimate and
 * interval, of the logarithms. Only p99 needs the operations of all rounds: see `percentileRatio`.
 * Undefined where some round can't tell.
 */
export function compare(
	metric: Metric,
	ours: readonly Sample[],
	theirs: readonly Sample[],
	seed: number,
): Comparison | undefined {
	if (ours.length !== theirs.length || ours.length === 0) {
		throw new RangeError(`${ours.length} rounds of ours and ${theirs.length} of theirs`);
	}
	if (metric === "p99") return percentileRatio(0.99, ours, theirs, seed);
	const [mine, others] = [ours, theirs].map((samples) =>
		samples.flatMap((sample) => figureOf(metric, sample) ?? []),
	) as [number[], number[]];
	if (mine.length < ours.length || others.length < theirs.length) return undefined;
	const logarithms = mine.map((value, round) => Math.log(value / (others[round] as number)));
	const { estimate, low, high } = hodgesLehmann(logarithms, level);
	return {
		...{ metric, ours: median(mine), theirs: median(others) },
		...{ ratio: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) },
	};
}

function figureOf(metric: Exclude<Metric, "p99">, sample: Sample): number | undefined {
	switch (metric) {
		case "iops":
			return sample.iops > 0 ? sample.iops : undefined;
		case "cpu":
			return sample.cpuNsPerOperation === 0 ? undefined : sample.cpuNsPerOperation;
		case "p50":
			return percentile(0.5, [sample.latencies]);
	}
}

/** Undefined when too few lie beyond it. */
export function percentile(quantile: number, rounds: readonly (readonly Bin[])[]) {
	const bins = rounds.flat().sort(([a], [b]) => a - b);
	const total = bins.reduce((sum, [, count]) => sum + count, 0);
	const rank = Math.max(1, Math.ceil(quantile * total));
	if (total - rank < beyondMin) return undefined;
	let seen = 0;
	for (const [ns, count] of bins) {
		seen += count;
		if (seen >= rank) return ns;
	}
	return undefined;
}

/**
 * Of the operations of all rounds together; its interval by drawing as many rounds, with return:
 * the percentile bootstrap (Efron 1979), both sides of a round together.
 */
function percentileRatio(
	quantile: number,
	ours: readonly Sample[],
	theirs: readonly Sample[],
	seed: number,
): Comparison | undefined {
	const of = (samples: readonly Sample[], rounds: readonly number[]) =>
		percentile(
			quantile,
			rounds.map((round) => samples[round]?.latencies ?? []),
		);
	const all = ours.map((_, round) => round);
	const [mine, others] = [of(ours, all), of(theirs, all)];
	if (mine === undefined || others === undefined) return undefined;
	const random = seededRandom(seed);
	const ratios: number[] = [];
	for (let drawn = 0; drawn < resamples; drawn++) {
		const rounds = all.map(() => random.below(all.length));
		const [a, b] = [of(ours, rounds), of(theirs, rounds)];
		if (a !== undefined && b !== undefined) ratios.push(a / b);
	}
	ratios.sort((a, b) => a - b);
	const at = (share: number) => ratios[Math.round(share * (ratios.length - 1))] ?? Number.NaN;
	return {
		...{ metric: "p99", ours: mine, theirs: others, ratio: mine / others },
		...{ low: at((1 - level) / 2), high: at((1 + level) / 2) },
	};
}
