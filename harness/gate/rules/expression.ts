import { verdictSchema } from "../../../results/schema/index.ts";
import type { Comparison, Expression, Threshold } from "../../contract/index.ts";
import { checkMetrics, swapMetrics, type Unit, unitOf, workloadMetrics } from "./metrics.ts";

/** Why a profile cannot be used; one sentence, without the place. */
export class RuleError extends Error {
	override name = "RuleError";
}

/** What there is to ask about, and how a wrong word is answered ("; did you mean X?"). */
export interface Vocabulary {
	readonly workloads: readonly string[];
	readonly swaps: readonly string[];
	readonly checks: readonly string[];
	readonly didYouMean: (word: string, known: readonly string[], otherwise: string) => string;
}

const verdicts: readonly string[] = verdictSchema.options;

/** Of each kind of value, in the unit that records hold: nanoseconds, operations a second, one. */
const units: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
	time: { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9 },
	rate: { "": 1, iops: 1, "/s": 1, k: 1e3, kiops: 1e3, M: 1e6, Miops: 1e6 },
	count: { "": 1, k: 1e3, M: 1e6 },
};

/** `SUBJECT[.METRIC] COMPARISON THRESHOLD`. Throws RuleError. */
export function parseExpression(text: string, vocabulary: Vocabulary): Expression {
	const match = /^\s*([\w.-]+)\s*(<=|>=|==|!=|<|>)\s*(\S.*?)\s*$/u.exec(text);
	const [, left, comparison, right] = match ?? [];
	if (left === undefined || comparison === undefined || right === undefined) {
		throw new RuleError(
			`"${text}" is no expression; write one such as randread-4k-qd32.latencyNs.p99 < 2ms`,
		);
	}
	const { subject, metric } = parseName(left, vocabulary);
	const threshold = parseThreshold(right, metric, vocabulary);
	if (threshold.kind === "share" && !vocabulary.workloads.includes(subject)) {
		throw new RuleError(`"${text}": a baseline has numbers of workloads only`);
	}
	const expression = { text, subject, metric, comparison: comparison as Comparison, threshold };
	demandMeaning(expression);
	return expression;
}

/** The longest known subject that the name starts with; the rest is the metric. */
function parseName(name: string, vocabulary: Vocabulary): { subject: string; metric: string } {
	const { workloads, swaps, checks, didYouMean } = vocabulary;
	if (checks.includes(name) || swaps.includes(name)) return { subject: name, metric: "verdict" };
	const kinds: readonly (readonly [readonly string[], readonly string[]])[] = [
		[workloads, Object.keys(workloadMetrics)],
		[swaps, [...Object.keys(swapMetrics), "verdict"]],
		[checks, ["verdict"]],
		[["swap"], Object.keys(swapMetrics)],
		[["checks"], checkMetrics],
	];
	for (const [subjects, metrics] of kinds) {
		const subject = subjects.find((each) => name.startsWith(`${each}.`));
		if (subject === undefined) continue;
		const metric = name.slice(subject.length + 1);
		if (metrics.includes(metric)) return { subject, metric };
		// `swap.under-lode.count` is a drill misspelt, not a metric of all drills.
		if (subject === "swap" && metric.includes(".")) continue;
		const hint = didYouMean(metric, metrics, `it has ${metrics.join(", ")}`);
		throw new RuleError(`"${subject}" has no metric "${metric}"${hint}`);
	}
	const known = [...workloads, ...swaps, ...checks];
	const [, wrong = name] = /^(.*?)(?:\.(?:latencyNs\.)?[a-z]\w*)?$/.exec(name) ?? [];
	const hint = didYouMean(wrong, known, "'assay list' names every workload, drill and check");
	throw new RuleError(`"${name}" names nothing that is measured${hint}`);
}

function parseThreshold(text: string, metric: string, vocabulary: Vocabulary): Threshold {
	if (metric === "verdict") {
		if (verdicts.includes(text)) return { kind: "verdict", verdict: text };
		const hint = vocabulary.didYouMean(text, verdicts, `known are ${verdicts.join(", ")}`);
		throw new RuleError(`"${text}" is no verdict${hint}`);
	}
	const share = /^(\d+(?:\.\d+)?)\s*% of baseline$/.exec(text);
	if (share !== null) return { kind: "share", percent: Number(share[1]) };
	const unit = unitOf(metric) ?? "count";
	const [, digits, word] = /^(-?\d[\d_]*(?:\.\d+)?)\s*(.*)$/u.exec(text) ?? [];
	if (digits === undefined || word === undefined) {
		throw new RuleError(`"${text}" is no value; give a number, or one such as 95% of baseline`);
	}
	const factor = units[unit][word];
	if (factor !== undefined) {
		return { kind: "number", value: Number(digits.replaceAll("_", "")) * factor };
	}
	const names = Object.keys(units[unit]).filter((name) => name !== "");
	if (word === "")
		throw new RuleError(`"${text}" lacks a unit: ${metric} is a time; write ${digits}ms`);
	if (word.startsWith("%")) {
		throw new RuleError(`"${text}" is a share of nothing; write "${digits}% of baseline"`);
	}
	const hint = vocabulary.didYouMean(word, names, `${metric} takes ${names.join(", ")}`);
	throw new RuleError(`"${word}" is no unit of ${metric}${hint}`);
}

/** A gate that cannot fail is none, and one that cannot pass is a mistake. */
function demandMeaning({ text, comparison, threshold }: Expression): void {
	if (threshold.kind === "verdict" && comparison !== "==" && comparison !== "!=") {
		throw new RuleError(`"${text}" orders verdicts; compare them with == or !=`);
	}
	if (threshold.kind !== "number") return;
	const { value } = threshold;
	const always = value <= 0 && (comparison === ">=" || (comparison === ">" && value < 0));
	if (always || (comparison === "!=" && value < 0)) {
		throw new RuleError(`"${text}" can never fail: nothing measured is below zero`);
	}
	const never = comparison === "<" ? value <= 0 : comparison !== ">" && value < 0;
	if (never) throw new RuleError(`"${text}" can never pass: nothing measured is below zero`);
}
