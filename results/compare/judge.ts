import { benjaminiHochberg, holm } from "./adjust.ts";
import {
	advisoryRate,
	type ComparisonPlan,
	hardAlpha,
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
			const values = slownesses(rounds, workload, metric, slot);
			const beyond = values.map((value) => value - marginOf(plan, metric));
			const isEnough = values.length >= roundsMin;
			const pSlower = isEnough ? signedRankTest(beyond, "greater").pValue : 1;
			const pWithin = isEnough ? signedRankTest(beyond, "less").pValue : 1;
			return { workload, metric, values, pSlower, pWithin };
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

interface Tested {
	readonly workload: string;
	readonly metric: Metric;
	readonly values: readonly number[];
	readonly pSlower: number;
	readonly pWithin: number;
	readonly limit: number;
	readonly passLimit: number;
}

function conclude(plan: ComparisonPlan, tested: Tested): MetricVerdict {
	const { workload, metric, values, pSlower } = tested;
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
	const ruling = ruled({
		isSlower: pSlower <= tested.limit,
		isWithin: tested.pWithin <= tested.passLimit,
		canSee: detectable <= marginOf(plan, metric),
		blind: `too noisy: cannot see less than ${(seen.detectable * 100).toFixed(1)} %`,
	});
	return { ...common, ...seen, ...ruling };
}

interface Findings {
	readonly isSlower: boolean;
	readonly isWithin: boolean;
	/** A change as large as the margin would have shown. */
	readonly canSee: boolean;
	/** In words, why not. */
	readonly blind: string;
}

/** The same rule whatever the candidate was measured against. */
export function ruled(found: Findings): Pick<MetricVerdict, "verdict" | "reason"> {
	if (found.isSlower) return { verdict: "fail", reason: "slower than its margin allows" };
	if (!found.canSee) return { verdict: "inconclusive", reason: found.blind };
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
