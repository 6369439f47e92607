import type { GateResult, RunRecord } from "../../../results/schema/index.ts";
import type { ProfileRules, Waiver } from "../../contract/index.ts";
import { gate, worst } from "../result.ts";
import { evaluateRule } from "./evaluate.ts";

/** The gates of Assay itself, with a profile's own ones after them, and its waivers on both. */
export function applyRules(
	record: RunRecord,
	rules: ProfileRules,
	builtIn: readonly GateResult[],
): GateResult[] {
	const candidates = record.engines.filter(({ role }) => role !== "baseline");
	const own = rules.gates.flatMap((rule) =>
		candidates.map((engine) =>
			gate(gateId(rule), engine.name, evaluateRule(rule, engine, record), rule.severity),
		),
	);
	// The record's own day: a verdict does not change because it is looked at later.
	const today = record.startedAt.slice(0, 10);
	const all = [...builtIn, ...own];
	const waived = all.map((each) => waive(each, rules.waivers, today));
	return [...waived, ...rules.waivers.map((waiver) => waiverGate(waiver, all, today))];
}

/** Slower than the baseline is a regression, which has an exit code of its own. */
export function gateId(rule: ProfileRules["gates"][number]): string {
	return rule.expression.threshold.kind === "share" ? `regression.${rule.id}` : rule.id;
}

function isValid({ expires }: Waiver, today: string): boolean {
	return /^\d{4}-\d\d-\d\d$/.test(today) && today <= expires;
}

/** A waived gate keeps its result, and no longer decides. */
function waive(result: GateResult, waivers: readonly Waiver[], today: string): GateResult {
	const waiver = waivers.find((each) => each.gate === result.id && isValid(each, today));
	if (waiver === undefined || result.result === "pass") return result;
	const message = `${result.message} Waived until ${waiver.expires} (${waiver.id}): ${waiver.reason}`;
	return { ...result, severity: "advisory", message };
}

function waiverGate(waiver: Waiver, all: readonly GateResult[], today: string): GateResult {
	const threshold = `used until ${waiver.expires}`;
	const covered = all.filter(({ id }) => id === waiver.gate).map(({ result }) => result);
	const state = worst(covered);
	if (!isValid(waiver, today)) {
		return gate(`waiver.${waiver.id}`, "", {
			result: "fail",
			observed: `expired on ${waiver.expires}, ${waiver.gate}: ${state}`,
			threshold,
			message: `Mend ${waiver.gate}, or decide again and set a later date. ${waiver.reason}`,
		});
	}
	const message = state === "pass" ? `${waiver.gate} passes without it: remove it.` : waiver.reason;
	const observed = `${waiver.gate}: ${state}`;
	return gate(`waiver.${waiver.id}`, "", { result: "pass", observed, threshold, message });
}
