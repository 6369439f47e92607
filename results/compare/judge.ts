import { benjaminiHochberg, holm } from "./adjust.ts";
import {
	advisoryRate,
	type ComparisonPlan,
	hardAlpha,
	inTurns,
	type Metric,
	marginOf,
	metrics,
	passAlpha,
	type Round,
	type Slot,
	severities,
	shareOf,
	shareOfLook,
	slownesses,
	typicalSlownesses,
} from "./comparison.ts";
import { minimalDetectable, robustDeviation } from "./detectable.ts";
import { hodgesLehmann } from "./hodges-lehmann.ts";
import { signFlipTest } from "./sign-flip.ts";
import { signedRankTest } from "./signed-rank.ts";

/** One metric of one workload, candidate against baseline. Shares: +0.05 is 5 % slower. */
export interface MetricVerdict {
	readonly workload: string;
	readonly metric: Metric;
	readonly severity: "hard" | "advisory";
	readonly verdict: "pass" | "fail" | "inconclusive";
	readonly rounds: number;
	readonly estimate?: number;
	readonly low?: number;
	readonly high?: number;
	readonly margin: number;
	/** The smallest slow-down that so many rounds would have found, at 80 %. */
	readonly detectable?: number;
	/** Slower than the margin; adjusted for the other metrics. */
	readonly pSlower: number;
	/** Different at all, by the sign-flip test on the log-ratios: what can be seen, not judged. */
	readonly pDifferent?: number;
	readonly reason: string;
}

/** Fewer rounds than this decide nothing. */
export const roundsMin = 6;

/**
 * All metrics at one look. The test is a sign-flip test on the signed ranks of the log-ratios less
 * the margin, exact, which the Hodges-Lehmann interval inverts. Fail: slower than the margin, after
 * Holm over the hard metrics (Benjamini-Hochberg over the advisory ones). Pass: not as slow as the
 * margin, and the rounds could have shown it. Anything else is inconclusive.
 *
 * Not covered: what is slow only at first, or only for longer than a round lasts.
 */
export function judgeLook(
	rounds: readonly Round[],
	plan: ComparisonPlan,
	look: number,
	slot: Slot = "candidate",
): MetricVerdict[] {
	const share = shareOfLook(plan, look);
	const raw = metrics.flatMap((metric) =>
		plan.workloads.map((workload) => {
			const margin = marginOf(plan, metric);
			const typical = typicalSlownesses(rounds, workload, metric, slot);
			const pTypical = pBeyond(typical, margin);
			const pWithin = pBeyond(
				typical.map((value) => -value),
				-margin,
			);
			const base = { workload, metric, pWithin };
			if (metric !== "iops" || !inTurns(rounds, workload)) {
				return { ...base, values: typical, pSlower: pTypical };
			}
			// Slower by its typical speed or by the whole, stalls and all: two tests, so twice the p.
			const whole = slownesses(rounds, workload, metric, slot);
			const pWhole = pBeyond(whole, margin);
			const pSlower = Math.min(1, 2 * Math.min(pWhole, pTypical));
			return { ...base, values: typical, pSlower, whole, isByWhole: pWhole < pTypical };
		}),
	);
	return metrics.flatMap((metric) => {
		const isHard = severities[metric] === "hard";
		const family = raw.filter((each) => each.metric === metric);
		const adjust = isHard ? holm : benjaminiHochberg;
		const adjusted = adjust(family.map(({ pSlower }) => pSlower));
		const limit = (isHard ? hardAlpha : advisoryRate) * share;
		return family.map((each, at) => {
			const pSlower = adjusted[at] ?? 1;
			return conclude(plan, { ...each, pSlower, limit, passLimit: passAlpha * share });
		});
	});
}

/** Of one-sided slower than a bound; too few rounds say nothing. */
function pBeyond(values: readonly number[], bound: number): number {
	if (values.length < roundsMin) return 1;
	return signedRankTest(
		values.map((value) => value - bound),
		"greater",
	).pValue;
}

interface Tested {
	readonly workload: string;
	readonly metric: Metric;
	readonly values: readonly number[];
	readonly pSlower: number;
	readonly pWithin: number;
	/** Of rounds in turns: over all slices of a round, their stalls among them. */
	readonly whole?: readonly number[];
	/** If it is slower, the whole shows it more clearly. */
	readonly isByWhole?: boolean;
	readonly limit: number;
	readonly passLimit: number;
}

function conclude(plan: ComparisonPlan, tested: Tested): MetricVerdict {
	const { workload, metric, pSlower, whole } = tested;
	const isSlower = pSlower <= tested.limit;
	const values = isSlower && tested.isByWhole === true && whole ? whole : tested.values;
	const severity = severities[metric];
	const margin = plan.margins[metric];
	const common = { workload, metric, severity, rounds: values.length, margin, pSlower };
	if (values.length < roundsMin) {
		const reason = `${values.length} rounds with numbers on both sides; ${roundsMin} are needed`;
		return { ...common, verdict: "inconclusive", reason };
	}
	const share = (slowness: number) => shareOf(slowness, metric);
	const { estimate, low, high } = hodgesLehmann(values, 0.98);
	const deviation = robustDeviation(values);
	const detectable = minimalDetectable(deviation, values.length, 0.01);
	const seen = {
		estimate: share(estimate),
		...(Number.isFinite(low) ? { low: share(low) } : {}),
		...(Number.isFinite(high) ? { high: share(high) } : {}),
		detectable: share(detectable),
		pDifferent: signFlipTest(values, "two-sided", plan.seed, 2000).pValue,
	};
	const bound = marginOf(plan, metric);
	const stalls = whole === undefined ? {} : stallsOf(whole, bound);
	const ruling = ruled({
		isSlower,
		isWithin: tested.pWithin <= tested.passLimit,
		canSee: detectable <= bound,
		blind: `too noisy: cannot see less than ${(seen.detectable * 100).toFixed(1)} %`,
		...stalls,
	});
	return { ...common, ...seen, ...ruling };
}

/** A whole that is slower by so many margins has to be seen before the typical speed may pass. */
const stallMargins = 2;

/**
 * The typical speed is blind for stalls: a pass asks that the whole of the rounds, stalls and all,
 * shows no sign of being slower at all, and would have shown one of two margins.
 */
function stallsOf(whole: readonly number[], bound: number): Pick<Findings, "doubt"> {
	const percent = (slowness: number) => `${(shareOf(slowness, "iops") * 100).toFixed(1)} %`;
	const sees = minimalDetectable(robustDeviation(whole), whole.length, 0.01);
	if (sees > stallMargins * bound) {
		return { doubt: `too noisy: cannot see stalls of less than ${percent(sees)} of the time` };
	}
	if (pBeyond(whole, 0) > passAlpha) return {};
	const { estimate } = hodgesLehmann(whole, 0.9);
	return { doubt: `as fast slice by slice, but ${percent(estimate)} slower with its stalls` };
}

interface Findings {
	readonly isSlower: boolean;
	readonly isWithin: boolean;
	/** A change as large as the margin would have shown. */
	readonly canSee: boolean;
	/** In words, why not. */
	readonly blind: string;
	/** Why it may not pass, whatever else was found. */
	readonly doubt?: string;
}

/** The same rule whatever the candidate was measured against. */
export function ruled(found: Findings): Pick<MetricVerdict, "verdict" | "reason"> {
	if (found.isSlower) return { verdict: "fail", reason: "slower than its margin allows" };
	if (!found.canSee) return { verdict: "inconclusive", reason: found.blind };
	if (found.doubt !== undefined) return { verdict: "inconclusive", reason: found.doubt };
	if (found.isWithin) return { verdict: "pass", reason: "within its margin" };
	const reason = "neither within its margin nor beyond it for sure";
	return { verdict: "inconclusive", reason };
}

/** Nothing hard is left to learn: all within, or one beyond. */
export function isDecided(verdicts: readonly MetricVerdict[]): boolean {
	const hard = verdicts.filter(({ severity }) => severity === "hard");
	return (
		hard.some(({ verdict }) => verdict === "fail") ||
		(hard.length > 0 && hard.every(({ verdict }) => verdict === "pass"))
	);
}
