import type { Distribution } from "./distribution.ts";

/** HdrHistogram's plotters take milliseconds by default. */
const nsPerUnit = 1e6;
/** Enough to keep single nanoseconds. */
const decimals = 6;
/** Lines for every halving of the distance to 100 %. */
const ticksPerHalfDistance = 5;

/**
 * A percentile distribution as HdrHistogram prints it (`.hgrm`), in milliseconds: value, share,
 * samples up to there, 1 / (1 - share). The lines get denser towards 100 %, where the tail is.
 *
 * Unlike in the run record there is no least number of samples beyond a percentile here: the curve
 * is the whole distribution, and its last steps are single samples.
 */
export function toHgrm(distribution: Distribution): string {
	const { mean, deviation, max, count } = distribution;
	const heads = ["Value".padStart(14), "Percentile".padStart(14), "TotalCount".padStart(12)];
	return [
		`${heads.join(" ")} ${"1/(1-Percentile)".padStart(18)}`,
		"",
		...lines(distribution),
		`#[Mean    = ${figure(mean)}, StdDeviation   = ${figure(deviation)}]`,
		`#[Max     = ${figure(max)}, Total count    = ${String(count).padStart(14)}]`,
		`#[Buckets = ${"64".padStart(14)}, SubBuckets     = ${"128".padStart(14)}]`,
		"",
	].join("\n");
}

/** In the last bucket, levels go on halving the rest for as long as a sample could lie in it. */
function lines({ points, count }: Distribution): string[] {
	const result: string[] = [];
	let level = 0;
	let seen = 0;
	for (const [index, { ns, count: own }] of points.entries()) {
		seen += own;
		const isLast = index === points.length - 1;
		const reached = (seen / count) * 100;
		while (isLast ? (1 - level / 100) * count >= 1 : level <= reached) {
			const inverse = (100 / (100 - level)).toFixed(2).padStart(18);
			result.push(`${line(ns, level, seen)} ${inverse}`);
			level = nextLevel(level);
		}
		if (isLast) result.push(line(ns, 100, seen));
	}
	return result;
}

function line(ns: number, percent: number, seen: number): string {
	const share = (percent / 100).toFixed(12).padStart(14);
	return `${figure(ns)} ${share} ${String(seen).padStart(12)}`;
}

function figure(ns: number): string {
	return (ns / nsPerUnit).toFixed(decimals).padStart(14);
}

function nextLevel(percent: number): number {
	const halvings = Math.floor(Math.log2(100 / (100 - percent))) + 1;
	return percent + 100 / (ticksPerHalfDistance * 2 ** halvings);
}
