import {
	type EngineResult,
	failingVerdicts,
	type RunRecord,
} from "../../../results/schema/index.ts";
import type { Expression, GateRule } from "../../contract/index.ts";
import { counted, type Finding, known, listed } from "../result.ts";
import { holds } from "./contradictions.ts";
import { type Detectable, detectableText } from "./detectable.ts";
import { type Limits, limitsOf, spreadText, storedRunsMin } from "./limits.ts";
import {
	type Metric,
	shownValue,
	swapMetrics,
	type Unit,
	unitOf,
	workloadMetrics,
} from "./metrics.ts";

/** One place that a rule is asked at: a workload's number, a drill's in one direction, a check. */
interface Reading {
	readonly name: string;
	readonly value: number | string;
	readonly samples: number | undefined;
	/** Absent of verdicts: a verdict is no number. */
	readonly detectable?: Detectable | undefined;
}

type Readings = { readonly found: readonly Reading[]; readonly missing: readonly string[] };

/**
 * A rule on one engine. Every reading must hold (a drill is read in each direction); one that is
 * missing, or was taken over no operation, makes a rule inconclusive that nothing breaks. Of stored
 * runs of a baseline every one is a limit: what meets some and not others is inconclusive.
 *
 * Not covered: the spread between runs, which one run does not show; `assay compare` repeats.
 */
export function evaluateRule(rule: GateRule, engine: EngineResult, record: RunRecord): Finding {
	const { expression } = rule;
	const { found, missing } = readingsOf(expression, engine);
	const limits = limitsOf(expression, record);
	const unit = unitOf(expression.metric);
	const threshold = thresholdText(expression, limits, unit);
	const observed = listed(found.map((each) => shown(each.value, unit))) || "nothing";
	const lacking = lackOf(limits);
	if (lacking !== undefined) {
		return { result: "inconclusive", observed, threshold, message: lacking };
	}
	const metBy = ({ value }: Reading) =>
		limits.values.filter((limit) => meets(value, expression, limit)).length;
	const broken = found.filter((each) => metBy(each) === 0);
	const unsure = found.filter((each) => metBy(each) > 0 && metBy(each) < limits.values.length);
	const told = [broken, unsure, found].find((readings) => readings.length > 0) ?? [];
	const message = listed([
		...told.map((each) => describe(each, limits)),
		...(limits.isStored ? [spreadText(limits)] : []),
		...missing,
	]);
	if (broken.length > 0) return { result: "fail", observed, threshold, message };
	if (missing.length > 0 || unsure.length > 0 || found.length === 0) {
		return { result: "inconclusive", observed, threshold, message: message || "It was not run." };
	}
	return { result: "pass", observed, threshold, message };
}

function lackOf({ values, isStored }: Limits): string | undefined {
	if (!isStored || values.length >= storedRunsMin) return undefined;
	if (values.length === 0) {
		return "This run has no baseline with that number; give one with --baseline.";
	}
	const there = counted(values.length, "stored run");
	return `${there} of the baseline; ${storedRunsMin} are the least to tell: name its library.`;
}

function readingsOf({ subject, metric }: Expression, engine: EngineResult): Readings {
	const checks = engine.checks.filter(({ id }) => id === subject);
	const swaps = engine.swaps.filter(({ id }) => subject === "swap" || id === subject);
	const workloads = engine.workloads.filter(({ id }) => id === subject);
	if (subject === "checks") return countsOf(metric, engine);
	if (metric === "verdict") {
		return verdictsOf(subject, [...checks, ...swaps]);
	}
	const numbers = [
		...workloads.map((each) => {
			const isMeasured = each.outcome === "measured";
			const name = isMeasured ? each.id : `${each.id} (${each.outcome})`;
			return reading(name, workloadMetrics[metric], each, isMeasured);
		}),
		...swaps.map((each) => {
			const name = `${each.id} ${each.from} -> ${each.to}`;
			return reading(name, swapMetrics[metric], each, each.verdict !== "not-applicable");
		}),
	];
	const found = numbers.filter((each) => typeof each !== "string");
	const missing = numbers.filter((each) => typeof each === "string");
	return { found, missing: numbers.length > 0 ? missing : [`${subject} was not run`] };
}

/** What could not run was not shown, one way or the other. */
function verdictsOf(
	subject: string,
	results: readonly { id: string; verdict: string }[],
): Readings {
	const found = results
		.filter(({ verdict }) => verdict !== "could-not-run")
		.map(({ id, verdict }) => ({ name: id, value: verdict, samples: undefined }));
	const blocked = results.filter(({ verdict }) => verdict === "could-not-run");
	const missing = blocked.map(({ id }) => `${id} could not run`);
	return { found, missing: results.length > 0 ? missing : [`${subject} was not run`] };
}

function reading<Result>(
	name: string,
	metric: Metric<Result> | undefined,
	result: Result,
	isMeasured: boolean,
): Reading | string {
	const value = isMeasured ? metric?.of(result) : undefined;
	const samples = metric?.samples(result);
	if (value === undefined || !Number.isFinite(value)) return `${name}: not measured`;
	// "0 lost of 0 writes" shows nothing; something lost of none is worth telling.
	if (!(known(samples) && samples > 0) && value === 0) return `${name}: 0 of nothing`;
	return { name, value, samples, detectable: metric?.detectable?.(result) };
}

function countsOf(metric: string, { checks }: EngineResult): Readings {
	const failed = checks.filter(({ verdict }) => failingVerdicts.has(verdict)).length;
	const passed = checks.filter(({ verdict }) => verdict === "pass").length;
	const blocked = checks.filter(({ verdict }) => verdict === "could-not-run").length;
	const ran = failed + passed;
	if (ran === 0) return { found: [], missing: ["no check ran"] };
	const value = { failed, passed, couldNotRun: blocked }[metric] ?? Number.NaN;
	return { found: [{ name: "checks", value, samples: ran }], missing: [] };
}

function meets(value: number | string, { comparison }: Expression, limit: number | string) {
	if (typeof value === "number" && typeof limit === "number") {
		return value >= 0 && holds(value, comparison, limit);
	}
	return comparison === "==" ? value === limit : value !== limit;
}

function shown(value: number | string, unit: Unit | undefined): string {
	return typeof value === "number" ? shownValue(value, unit ?? "count") : value;
}

function thresholdText(
	{ comparison, threshold }: Expression,
	{ values, isStored }: Limits,
	unit: Unit | undefined,
): string {
	const share = threshold.kind === "share" ? `${threshold.percent}% of baseline` : undefined;
	const [least, most] = [values[0], values.at(-1)];
	if (least === undefined || most === undefined) return `${comparison} ${share ?? "unknown"}`;
	const value = shown(least, unit);
	if (share === undefined) return `${comparison} ${value}`;
	if (!isStored) return `${comparison} ${share} (${value})`;
	const runs = counted(values.length, "stored run");
	return `${comparison} ${share} (${value} .. ${shown(most, unit)} by ${runs})`;
}

/** `randread-4k-qd1: margin 12 %, 6000 samples`: distance to the nearest limit, as a share. */
function describe({ name, value, samples, detectable }: Reading, { values }: Limits): string {
	const parts: string[] = [];
	const margins = values.flatMap((limit) =>
		typeof value === "number" && typeof limit === "number"
			? [{ limit, margin: Math.abs(value - limit) }]
			: [],
	);
	const [nearest] = margins.sort((a, b) => a.margin - b.margin);
	if (nearest === undefined) parts.push(String(value));
	else {
		const { limit, margin } = nearest;
		const share =
			limit === 0 ? `${margin}` : `${Number(((margin / limit) * 100).toPrecision(2))} %`;
		parts.push(`margin ${share}`);
	}
	if (samples !== undefined) parts.push(counted(samples, "sample"));
	if (detectable !== undefined) parts.push(detectableText(detectable));
	return `${name}: ${parts.join(", ")}`;
}
