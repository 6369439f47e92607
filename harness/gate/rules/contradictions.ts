import type { Comparison, GateRule, Threshold } from "../../contract/index.ts";
import { unitOf } from "./metrics.ts";

/** Two hard gates that nothing can meet at once, if there are any. */
export function contradiction(rules: readonly GateRule[]): [GateRule, GateRule] | undefined {
	const hard = rules.filter(({ severity }) => severity === "hard");
	for (const [at, one] of hard.entries()) {
		for (const other of hard.slice(at + 1)) if (excludes(one, other)) return [one, other];
	}
	return undefined;
}

function excludes(one: GateRule, other: GateRule): boolean {
	const [a, b] = [one.expression, other.expression];
	if (a.subject !== b.subject || a.metric !== b.metric) return false;
	const values = [limitValue(a.threshold), limitValue(b.threshold)] as const;
	if (a.threshold.kind !== b.threshold.kind) return false;
	// Verdicts are few, and numbers matter only at the two bounds and between and beside them.
	const [x, y] = values;
	if (typeof x === "string" || typeof y === "string") {
		const candidates = [x, y, "neither of them"];
		return !candidates.some((each) => same(each, a.comparison, x) && same(each, b.comparison, y));
	}
	const tried = [x, y, (x + y) / 2, x - 1, x + 1, y - 1, y + 1];
	const isCount = unitOf(a.metric) === "count" && a.threshold.kind === "number";
	const real = tried.filter((each) => each >= 0 && (!isCount || Number.isInteger(each)));
	return !real.some((each) => holds(each, a.comparison, x) && holds(each, b.comparison, y));
}

function limitValue(threshold: Threshold): number | string {
	if (threshold.kind === "verdict") return threshold.verdict;
	return threshold.kind === "number" ? threshold.value : threshold.percent;
}

function same(value: unknown, comparison: Comparison, other: unknown): boolean {
	return comparison === "==" ? value === other : value !== other;
}

export function holds(value: number, comparison: Comparison, limit: number): boolean {
	switch (comparison) {
		case "<":
			return value < limit;
		case "<=":
			return value <= limit;
		case ">":
			return value > limit;
		case ">=":
			return value >= limit;
		case "==":
			return value === limit;
		case "!=":
			return value !== limit;
	}
}
