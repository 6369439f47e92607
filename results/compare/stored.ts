import { mean, median, sampleStandardDeviation } from "simple-statistics";
import { benjaminiHochberg, holm } from "./adjust.ts";
import {
	advisoryRate,
	hardAlpha,
	type Metric,
	marginOf,
	metrics,
	passAlpha,
	type Round,
	severities,
	shareOf,
} from "./comparison.ts";
import { type MetricVerdict, ruled } from "./judge.ts";
import { studentBelow, studentQuantile } from "./student.ts";
import type { ComparisonData, ComparisonVerdict } from "./whole.ts";

/** Numbers of earlier runs in place of a baseline: one a run, of one build on this host. */
export interface StoredBaseline {
	/** When they began. */
	readonly runs: readonly string[];
	readonly values: readonly {
		readonly workload: string;
		readonly metric: Metric;
		readonly values: readonly number[];
	}[];
}

/** Fewer runs don't know how much a host differs from one day to another. */
export const storedRunsMin = 3;

/**
 * Nothing can be paired with numbers of another day, and today is one day: so the candidate, the
 * median of its rounds, is one more draw among the stored runs, and the interval is Student's
 * prediction interval, from the spread of the stored runs (or of today's rounds, if that is wider).
 * It is wide: two to eight times that spread. There is no control and no second block.
 *
 * Not covered: a host that became slower for good since then; its stored runs don't know of it.
 */
export function judgeStored(data: ComparisonData, stored: StoredBaseline): ComparisonVerdict {
	const { plan, rounds } = data;
	const raw = metrics.flatMap((metric) =>
		plan.workloads.map((workload) => measured(rounds, stored, workload, metric)),
	);
	const verdicts = metrics.flatMap((metric) => {
		const isHard = severities[metric] === "hard";
		const family = raw.filter((each) => each.metric === metric);
		const slower = family.map((each) => 1 - below(each, marginOf(plan, metric)));
		const adjusted = (isHard ? holm : benjaminiHochberg)(slower);
		const limit = isHard ? hardAlpha : advisoryRate;
		return family.map((each, at) =>
			conclude(each, plan.margins[metric], marginOf(plan, metric), adjusted[at] ?? 1, limit),
		);
	});
	const judged = { look: 0, metrics: verdicts, control: [], proof: [] };
	return { ...judged, ...told(data, stored, verdicts) };
}

interface Compared {
	readonly workload: string;
	readonly metric: Metric;
	readonly stored: number;
	readonly rounds: number;
	/** Logarithm of how many times slower; absent without numbers on both sides. */
	readonly slowness?: number;
	readonly error: number;
}

function measured(
	rounds: readonly Round[],
	stored: StoredBaseline,
	workload: string,
	metric: Metric,
): Compared {
	const isPositive = (value: number | undefined): value is number => (value ?? 0) > 0;
	const logs = (values: readonly (number | undefined)[]) => values.filter(isPositive).map(Math.log);
	const own = stored.values.find((each) => each.workload === workload && each.metric === metric);
	const before = logs(own?.values ?? []);
	const today = logs(
		rounds
			.filter((round) => round.workload === workload)
			.map(({ values }) => values.candidate?.[metric]),
	);
	const counts = { workload, metric, stored: before.length, rounds: today.length };
	if (before.length < storedRunsMin || today.length < storedRunsMin) {
		return { ...counts, error: Number.POSITIVE_INFINITY };
	}
	const spread = Math.max(sampleStandardDeviation(before), sampleStandardDeviation(today));
	const change = median(today) - mean(before);
	const slowness = metric === "iops" ? -change : change;
	return { ...counts, slowness, error: spread * Math.sqrt(1 + 1 / before.length) };
}

/** The chance that a candidate slower by `bound` would have looked no slower than this one did. */
function below({ slowness, error, stored }: Compared, bound: number): number {
	if (slowness === undefined) return 0;
	if (error === 0) return slowness > bound ? 1 : 0;
	return studentBelow((slowness - bound) / error, stored - 1);
}

function conclude(
	compared: Compared,
	margin: number,
	bound: number,
	pSlower: number,
	limit: number,
): MetricVerdict {
	const { workload, metric, rounds, slowness, error, stored } = compared;
	const severity = severities[metric];
	const common = { workload, metric, severity, rounds, margin, pSlower };
	if (slowness === undefined) {
		const lacking = stored < storedRunsMin ? `${stored} stored runs` : `${rounds} rounds`;
		const reason = `${lacking} with numbers; ${storedRunsMin} are needed`;
		return { ...common, verdict: "inconclusive", reason };
	}
	const freedom = stored - 1;
	const half = studentQuantile(0.99, freedom) * error;
	const detectable = half + studentQuantile(0.8, freedom) * error;
	const share = (value: number) => shareOf(value, metric);
	const seen = {
		estimate: share(slowness),
		low: share(slowness - half),
		high: share(slowness + half),
		detectable: share(detectable),
	};
	const ruling = ruled({
		isSlower: pSlower <= limit,
		isWithin: below(compared, bound) <= passAlpha,
		canSee: detectable <= bound,
		blind: `stored runs differ too much: cannot see less than ${(seen.detectable * 100).toFixed(1)} %`,
	});
	return { ...common, ...seen, ...ruling };
}

function told(
	{ broken, complete }: ComparisonData,
	{ runs }: StoredBaseline,
	verdicts: readonly MetricVerdict[],
): Pick<ComparisonVerdict, "verdict" | "reason"> {
	const how = `against numbers of ${runs.length} stored runs, not interleaved`;
	const [first] = broken;
	if (first !== undefined) return { verdict: "broken", reason: first.message };
	const hard = verdicts.filter(({ severity }) => severity === "hard");
	const failed = hard.filter(({ verdict }) => verdict === "fail").map(({ workload }) => workload);
	if (failed.length > 0) return { verdict: "fail", reason: `${how}; slower: ${failed.join(", ")}` };
	if (!complete) return { verdict: "inconclusive", reason: `${how}; interrupted` };
	const open = hard.find(({ verdict }) => verdict === "inconclusive");
	if (open !== undefined || hard.length === 0) {
		const why = open === undefined ? "no workload" : `${open.workload}: ${open.reason}`;
		return { verdict: "inconclusive", reason: `${how}; ${why}` };
	}
	return { verdict: "pass", reason: `${how}; every workload is as fast as its margin allows` };
}
