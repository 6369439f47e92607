import { type Quantile, quantiles, type Round, shareOf, slownesses } from "./comparison.ts";
import { hodgesLehmann } from "./hodges-lehmann.ts";
import { roundsMin } from "./judge.ts";

/** How much slower the candidate is at a quantile, or in IOPS, as a share: +0.05 is 5 % slower. */
export interface QuantileShift {
	readonly quantile: "iops" | Quantile;
	readonly rounds: number;
	/** Absent with fewer rounds than decide anything. */
	readonly estimate?: number;
	/** Absent where so few rounds can't bound it. */
	readonly low?: number;
	readonly high?: number;
}

const level = 0.95;

/**
 * Quantile by quantile, each paired by round: a shift of the tail alone looks another than one of
 * everything. The intervals are 95 % each, not adjusted for being five: they are for looking, the
 * verdict is that of the metrics. A quantile that a short run had too few samples for has none.
 */
export function quantileShifts(rounds: readonly Round[], workload: string): QuantileShift[] {
	return (["iops", ...quantiles] as const).map((quantile) => {
		// A file may hold values whose ratio is beyond any number.
		const values = slownesses(rounds, workload, quantile).filter(Number.isFinite);
		if (values.length < roundsMin) return { quantile, rounds: values.length };
		const { estimate, low, high } = hodgesLehmann(values, level);
		const share = (slowness: number) => shareOf(slowness, quantile);
		return {
			...{ quantile, rounds: values.length, estimate: share(estimate) },
			...(Number.isFinite(low) ? { low: share(low) } : {}),
			...(Number.isFinite(high) ? { high: share(high) } : {}),
		};
	});
}
