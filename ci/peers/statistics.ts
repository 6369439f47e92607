import { median } from "simple-statistics";
import { samplesBeyondMin } from "../../harness/load/index.ts";
import { hodgesLehmann } from "../../results/compare/hodges-lehmann.ts";
import { seededRandom } from "../../results/compare/random.ts";
import type { Metric } from "./rows.ts";
import type { Bin, Sample } from "./side.ts";

const level = 0.95;
const resamples = 400;

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
	return percentileOf(
		quantile,
		binsOfAll(rounds),
		rounds.map(() => 1),
	);
}

interface RoundBin {
	readonly ns: number;
	readonly count: number;
	readonly round: number;
}

/** Ascending: sorted once for however many draws. */
function binsOfAll(rounds: readonly (readonly Bin[])[]): RoundBin[] {
	return rounds
		.flatMap((bins, round) => bins.map(([ns, count]) => ({ ns, count, round })))
		.sort((a, b) => a.ns - b.ns);
}

/** `times`: how often each round counts. */
function percentileOf(quantile: number, bins: readonly RoundBin[], times: readonly number[]) {
	const counted = ({ count, round }: RoundBin) => count * (times[round] ?? 0);
	const total = bins.reduce((sum, bin) => sum + counted(bin), 0);
	const rank = Math.max(1, Math.ceil(quantile * total));
	if (total - rank < samplesBeyondMin) return undefined;
	let seen = 0;
	for (const bin of bins) {
		seen += counted(bin);
		if (seen >= rank) return bin.ns;
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
	const sides = [ours, theirs].map((side) => binsOfAll(side.map(({ latencies }) => latencies)));
	const of = (times: readonly number[]) =>
		sides.map((bins) => percentileOf(quantile, bins, times)) as [number?, number?];
	const [mine, others] = of(ours.map(() => 1));
	if (mine === undefined || others === undefined) return undefined;
	const random = seededRandom(seed);
	const ratios: number[] = [];
	for (let drawn = 0; drawn < resamples; drawn++) {
		const rounds = ours.map(() => random.below(ours.length));
		const times = ours.map((_, round) => rounds.filter((each) => each === round).length);
		const [a, b] = of(times);
		if (a !== undefined && b !== undefined) ratios.push(a / b);
	}
	ratios.sort((a, b) => a - b);
	const at = (share: number) => ratios[Math.round(share * (ratios.length - 1))] ?? Number.NaN;
	return {
		...{ metric: "p99", ours: mine, theirs: others, ratio: mine / others },
		...{ low: at((1 - level) / 2), high: at((1 + level) / 2) },
	};
}
