import { holm } from "./adjust.ts";
import {
	type ComparisonPlan,
	hardAlpha,
	marginOf,
	type Round,
	type Slot,
	shareOfLook,
	typicalSlownesses,
} from "./comparison.ts";
import { seededRandom } from "./random.ts";
import { signedRankTest } from "./signed-rank.ts";

/** How often other rounds like these would have told the same, of one workload. */
export interface Reliability {
	readonly workload: string;
	/** The delayed baseline was found slower than the margin: the power, measured. */
	readonly found: number;
	/** A copy of the baseline was: false alarms, measured. */
	readonly alarms: number;
	readonly of: number;
}

const resamplings = 200;
const stream = 5000;

/**
 * The rounds drawn again from themselves, with replacement (Efron 1979), and the gate's test at the
 * last look on each draw. What it says holds for rounds like these: for a host that is as noisy,
 * and for a delay that looks as long as it did here.
 */
export function reliabilityOf(
	rounds: readonly Round[],
	plan: ComparisonPlan,
	look: number,
): Reliability[] {
	const random = seededRandom(plan.seed, stream);
	const margin = marginOf(plan, "iops");
	const limit = hardAlpha * shareOfLook(plan, look);
	const valuesOf = (slot: Slot) =>
		plan.workloads.map((workload) =>
			typicalSlownesses(rounds, workload, "iops", slot).map((value) => value - margin),
		);
	const proof = valuesOf("proof");
	const control = valuesOf("control");
	const drawn = (values: readonly number[]) =>
		values.map(() => values[random.below(values.length)] ?? 0);
	const failing = (all: readonly (readonly number[])[]) => {
		const pValues = all.map((values) =>
			values.length === 0 ? 1 : signedRankTest(drawn(values), "greater").pValue,
		);
		return holm(pValues).map((pValue) => pValue <= limit);
	};
	const found = plan.workloads.map(() => 0);
	const alarms = plan.workloads.map(() => 0);
	for (let at = 0; at < resamplings; at++) {
		for (const [counts, all] of [
			[found, proof],
			[alarms, control],
		] as const) {
			failing(all).forEach((isFailing, index) => {
				if (isFailing) counts[index] = (counts[index] ?? 0) + 1;
			});
		}
	}
	return plan.workloads.map((workload, index) => ({
		workload,
		found: found[index] ?? 0,
		alarms: alarms[index] ?? 0,
		of: resamplings,
	}));
}
