import { mean, sampleStandardDeviation } from "simple-statistics";
import type { WorkloadResult } from "../../../results/schema/index.ts";
import { known } from "../result.ts";

/** The smallest change, or the rarest event, that the operations of a number would have shown. */
export type Detectable =
	/** Of the number, at 1 % and a power of 80 %. */
	| { readonly kind: "share"; readonly share: number }
	/** One event in so many operations would have been seen, with a chance of 95 %. */
	| { readonly kind: "rate"; readonly oneIn: number }
	| { readonly kind: "unknown"; readonly why: string };

export function unknown(why: string): Detectable {
	return { kind: "unknown", why };
}

const intervalsMin = 8;
/** Two-sided 1 % and a power of 80 %, in standard errors. */
const errorsDetectable = 3.4;

/**
 * From the run's own intervals, taken for independent. Not covered: what one run differs by from
 * another, which is more.
 */
export function fromIntervals(
	{ intervals = [] }: WorkloadResult,
	metric: "iops" | "p50Ns" | "p99Ns",
): Detectable {
	const values = intervals.map((interval) => interval[metric]).filter(known);
	if (values.length < intervalsMin || !(mean(values) > 0)) {
		return unknown(`${values.length} intervals have it, ${intervalsMin} are needed`);
	}
	const error = sampleStandardDeviation(values) / Math.sqrt(values.length);
	return { kind: "share", share: (errorsDetectable * error) / mean(values) };
}

/** The rule of three: none seen in n, so with 95 % fewer than 3 in n. */
export function rareAmong(count: number | undefined): Detectable {
	if (!known(count) || count < 3) return unknown("fewer than 3 operations");
	return { kind: "rate", oneIn: Math.floor(count / 3) };
}

/** For people, behind "so many samples". */
export function detectableText(detectable: Detectable): string {
	switch (detectable.kind) {
		case "share":
			return `shows no less than ${Number((detectable.share * 100).toPrecision(2))} %`;
		case "rate":
			return `shows 1 in ${detectable.oneIn} or more (95 %)`;
		case "unknown":
			return `smallest change not known: ${detectable.why}`;
	}
}
