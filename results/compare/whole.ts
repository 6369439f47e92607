import {
	type ComparisonPlan,
	inTurns,
	type Metric,
	marginOf,
	type Round,
	shareOf,
	slownesses,
	typicalSlownesses,
} from "./comparison.ts";
import { hodgesLehmann } from "./hodges-lehmann.ts";
import { isDecided, judgeLook, type MetricVerdict, roundsMin } from "./judge.ts";
import { type Reliability, reliabilityOf } from "./reliability.ts";
import { signedRankTest } from "./signed-rank.ts";
import { judgeStored, type StoredBaseline } from "./stored.ts";

export interface ComparisonData {
	readonly plan: ComparisonPlan;
	/** Until it was decided, or all looks were taken. */
	readonly rounds: readonly Round[];
	/** An independent block of the workloads that failed; empty if none did. */
	readonly confirmation: readonly Round[];
	/** Engine and workload that crashed, failed or hung, in words; those of the candidate first. */
	readonly broken: readonly { readonly slot: "baseline" | "candidate"; readonly message: string }[];
	readonly complete: boolean;
	/** In place of a baseline that was measured in the same rounds. */
	readonly stored?: StoredBaseline;
}

export interface ControlVerdict {
	readonly workload: string;
	readonly estimate: number;
	readonly fit: boolean;
}

export interface ComparisonVerdict {
	/** `unfit`: a copy of the baseline differs from it, so that nothing here means anything. */
	readonly verdict: "pass" | "fail" | "inconclusive" | "unfit" | "broken";
	readonly look: number;
	readonly metrics: readonly MetricVerdict[];
	readonly control: readonly ControlVerdict[];
	/** The delayed baseline, judged as a candidate is: it has to fail. */
	readonly proof: readonly MetricVerdict[];
	/** Of the proof, with a delay: power beside false alarms. */
	readonly reliability?: readonly Reliability[];
	readonly reason: string;
}

/** Of a change-free control: so rarely is a quiet host called unfit, for each workload. */
const controlAlpha = 0.003;
const confirmAlpha = 0.01;
/** Twelve rounds found 10 % at a first look and then missed it in 8 of 100 second blocks. */
const confirmRoundsMin = 24;

export function confirmationRounds(plan: ComparisonPlan, look: number): number {
	return Math.max(confirmRoundsMin, plan.looks[look] ?? 0);
}

/** From what was measured alone: the same data give the same verdict anywhere. */
export function judgeComparison(data: ComparisonData): ComparisonVerdict {
	const { plan, rounds, stored } = data;
	if (stored !== undefined) return judgeStored(data, stored);
	const taken = Math.max(0, ...rounds.map(({ index }) => index + 1));
	const look = Math.max(
		0,
		plan.looks.findLastIndex((at) => at <= taken),
	);
	const metrics = judgeLook(rounds, plan, look).map((each) => confirmed(each, data));
	const control = plan.workloads.flatMap((workload) => controlOf(rounds, plan, workload));
	const proof = plan.delay > 0 ? judgeLook(rounds, plan, look, "proof") : [];
	const reliability = plan.delay > 0 ? { reliability: reliabilityOf(rounds, plan, look) } : {};
	const judged = { look, metrics, control, proof: proof.filter(isHard), ...reliability };
	const broken = data.broken.find(({ slot }) => slot === "candidate") ?? data.broken[0];
	if (broken !== undefined) {
		const verdict = broken.slot === "candidate" ? "broken" : "inconclusive";
		return { ...judged, verdict, reason: broken.message };
	}
	const unfit = control.filter(({ fit }) => !fit);
	if (unfit.length > 0) {
		const names = unfit.map(({ workload }) => workload).join(", ");
		return { ...judged, verdict: "unfit", reason: `a copy of the baseline differs: ${names}` };
	}
	return { ...judged, ...concluded(data, metrics, control) };
}

function isHard({ severity }: MetricVerdict): boolean {
	return severity === "hard";
}

function concluded(
	{ plan, complete }: ComparisonData,
	metrics: readonly MetricVerdict[],
	control: readonly ControlVerdict[],
): Pick<ComparisonVerdict, "verdict" | "reason"> {
	const hard = metrics.filter(isHard);
	const failed = hard.filter(({ verdict }) => verdict === "fail");
	if (failed.length > 0) {
		return { verdict: "fail", reason: `slower: ${failed.map((each) => each.workload).join(", ")}` };
	}
	if (!complete) return { verdict: "inconclusive", reason: "interrupted" };
	const open = hard.find(({ verdict }) => verdict === "inconclusive");
	if (open !== undefined) {
		return { verdict: "inconclusive", reason: `${open.workload}: ${open.reason}` };
	}
	if (hard.length === 0) return { verdict: "inconclusive", reason: "no workload was measured" };
	if (control.length < plan.workloads.length) {
		return { verdict: "inconclusive", reason: "the control was not measured" };
	}
	return { verdict: "pass", reason: "every workload is as fast as its margin allows" };
}

/** A fail has to come again in processes of its own: slower at all, and beyond the margin. */
function confirmed(judged: MetricVerdict, { plan, confirmation }: ComparisonData): MetricVerdict {
	if (judged.verdict !== "fail" || judged.severity !== "hard") return judged;
	const of = [confirmation, judged.workload, judged.metric] as const;
	const again = typicalSlownesses(...of);
	if (again.length < roundsMin) {
		const reason = "slower than its margin allows, but not confirmed: too few rounds after it";
		return { ...judged, verdict: "inconclusive", reason };
	}
	// By its typical speed or by the whole, stalls and all: either will do, at half the chance each.
	const chances = inTurns(confirmation, judged.workload) ? [again, slownesses(...of)] : [again];
	const seen = chances.map((values) => {
		const { estimate } = hodgesLehmann(values, 0.9);
		const { pValue } = signedRankTest(values, "greater");
		const isAgain = pValue <= confirmAlpha / chances.length;
		return { estimate, isSlower: isAgain && estimate > marginOf(plan, judged.metric) };
	});
	const shown = seen.find(({ isSlower }) => isSlower) ?? seen[0];
	const by = percent(shown?.estimate ?? 0, judged.metric);
	const told = `${by} in ${again.length} rounds of a second block`;
	if (shown?.isSlower === true) {
		return { ...judged, reason: `${judged.reason}; confirmed: ${told}` };
	}
	const reason = `slower than its margin at first, but not confirmed: ${told}`;
	return { ...judged, verdict: "inconclusive", reason };
}

function percent(slowness: number, metric: Metric): string {
	return `${(shareOf(slowness, metric) * 100).toFixed(1)} % slower`;
}

function controlOf(
	rounds: readonly Round[],
	plan: ComparisonPlan,
	workload: string,
): ControlVerdict[] {
	const values = typicalSlownesses(rounds, workload, "iops", "control");
	if (values.length < roundsMin) return [];
	const { estimate } = hodgesLehmann(values, 0.9);
	const { pValue } = signedRankTest(values, "two-sided");
	const isBeyond = Math.abs(estimate) > marginOf(plan, "iops") / 2;
	const share = shareOf(estimate, "iops");
	return [{ workload, estimate: share, fit: !(isBeyond && pValue <= controlAlpha) }];
}

/** The workloads that need a second block, at this point; empty while more rounds are to come. */
export function toConfirm(rounds: readonly Round[], plan: ComparisonPlan, look: number): string[] {
	return judgeLook(rounds, plan, look)
		.filter((each) => isHard(each) && each.verdict === "fail")
		.map(({ workload }) => workload);
}

/** Whether this look is the last one. */
export function mayStop(rounds: readonly Round[], plan: ComparisonPlan, look: number): boolean {
	return look === plan.looks.length - 1 || isDecided(judgeLook(rounds, plan, look));
}
