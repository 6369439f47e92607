import type {
	EngineResult,
	GateResult,
	RunRecord,
	RunVerdict,
} from "../../results/schema/index.ts";
import type { Profile } from "../contract/index.ts";
import { checkGates, preflightGate, sinkGate } from "./checks.ts";
import { worst } from "./result.ts";
import { applyRules } from "./rules/apply.ts";
import { runGates } from "./run.ts";
import { swapGates } from "./swaps.ts";
import { workloadGates } from "./workloads.ts";

export interface Judgement {
	readonly gates: GateResult[];
	readonly verdict: RunVerdict;
}

/**
 * What a run shows, from its record alone: `gates`, `verdict` and `complete` of the record are the
 * only judgements in it, and the first two are not read. A family has gates when it was planned or
 * when there are results of it. Advisory gates never change the verdict.
 *
 * Not covered: whether the record is authentic (signatures come with the certificate).
 */
export function judge(record: RunRecord, profile: Profile): Judgement {
	const gates = runGates(record);
	for (const engine of record.engines) {
		if (engine.role === "baseline") {
			gates.push(...baselineGates(record, engine, profile));
			continue;
		}
		gates.push(preflightGate(engine), sinkGate(engine));
		if (record.plan.checks.length > 0 || engine.checks.length > 0) {
			gates.push(...checkGates(engine));
		}
		if (record.plan.workloads.length > 0 || engine.workloads.length > 0) {
			gates.push(...workloadGates(engine));
		}
		const planned = record.plan.swaps.some((swap) => swap.from === engine.name);
		if (planned || engine.swaps.length > 0) {
			gates.push(...swapGates(engine, record.plan, record.noise, profile));
		}
	}
	const all = profile.rules === undefined ? gates : applyRules(record, profile.rules, gates);
	return { gates: all, verdict: verdictOf(record, all) };
}

/** Its measurements are shown as advice; a swap from or to it is the candidate's business too. */
function baselineGates(record: RunRecord, engine: EngineResult, profile: Profile): GateResult[] {
	const measured = engine.workloads.length > 0 ? workloadGates(engine) : [];
	const planned = record.plan.swaps.some((swap) => swap.from === engine.name);
	const swapped =
		planned || engine.swaps.length > 0 ? swapGates(engine, record.plan, record.noise, profile) : [];
	return [...measured.map((gate) => ({ ...gate, severity: "advisory" as const })), ...swapped];
}

function verdictOf(record: RunRecord, gates: readonly GateResult[]): RunVerdict {
	if (record.errors.length > 0) {
		return "error";
	}
	const hard = gates.filter((each) => each.severity === "hard").map((each) => each.result);
	const verdict = worst(hard);
	return verdict === "pass" && record.engines.length === 0 ? "inconclusive" : verdict;
}
