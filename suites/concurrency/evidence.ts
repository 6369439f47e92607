import {
	type ClientProblem,
	type ConcurrentOutcome,
	type ConcurrentPlan,
	EngineFailure,
	type Evidence,
	type History,
} from "../../harness/contract/index.ts";
import type { Violation } from "../model/history.ts";
import { keepHistory } from "../model/history-kept.ts";
import { drawRows, type LaneRow, laneRows, lanesOf } from "../model/lanes.ts";
import { shrinkViolation } from "../model/shrink.ts";
import { describeViolation } from "../model/shrink-sentence.ts";
import { explainRead } from "./sectors.ts";

/** Blocks by the engine's ids, clients by their number, the reads at the end by name. */
function namesOf(plan: ConcurrentPlan) {
	return {
		idOf: (block: number) => plan.blocks[block] ?? block,
		who: (client: number) => (client < plan.clients ? `client ${client}` : "at the end"),
	};
}

/**
 * A history without an order that explains it, for a person: what was lost, the few operations that
 * show it, and the history itself for the case file.
 */
export function violationFailure(
	history: History,
	violation: Violation,
	plan: ConcurrentPlan,
): EngineFailure {
	const { idOf, who } = namesOf(plan);
	const smallest = shrinkViolation(history, violation);
	const { sentence, expected, found } = describeViolation(history, smallest, violation, idOf);
	return new EngineFailure(sentence, {
		...inTime(laneRows(history, smallest, idOf, who)),
		...(expected === undefined ? {} : { expected }),
		...(found === undefined ? {} : { found }),
		details: { history: keepHistory(history, violation, plan.blocks) },
	});
}

/** A torn or foreign block, or an error: no order of operations excuses it. */
export function problemFailure(outcome: ConcurrentOutcome, plan: ConcurrentPlan): EngineFailure {
	const problem = worst(outcome.problems);
	const { idOf, who } = namesOf(plan);
	const id = idOf(problem.block);
	const { sentence, expected, found, values } = explainRead(problem, id, plan);
	const others = outcome.problemsTotal - 1;
	const more = others > 0 ? ` (and ${others} more such ${others === 1 ? "case" : "cases"})` : "";
	const { startNs, endNs } = problem;
	const own =
		startNs === undefined || endNs === undefined
			? []
			: [{ who: who(problem.client), what: `block ${id}: ${found}`, startNs, endNs }];
	const writes = laneRows(outcome.history, writersOf(outcome.history, problem, values), idOf, who);
	const rows = [...own, ...writes];
	return new EngineFailure(`${who(problem.client)}: ${sentence}${more}`, {
		expected,
		found,
		...(rows.length === 0 ? {} : inTime(rows)),
	});
}

/** As text for a terminal, and as numbers for what can draw. */
function inTime(rows: readonly LaneRow[]): Pick<Evidence, "counterexample" | "lanes"> {
	return { counterexample: drawRows(rows), lanes: lanesOf(rows) };
}

/** Data says more than an error: an error may follow from it. */
function worst(problems: readonly ClientProblem[]): ClientProblem {
	const [first] = problems;
	if (first === undefined) throw new Error("there is no problem to tell of");
	return problems.find((one) => one.bytes !== undefined) ?? first;
}

function writersOf(
	history: History,
	problem: ClientProblem,
	values: ReadonlySet<number>,
): number[] {
	const mostShown = 6;
	return [...history.value.keys()]
		.filter((index) => history.kind[index] === 1 && values.has(history.value[index] as number))
		.filter((index) => (history.start[index] as number) <= (problem.endNs ?? Infinity))
		.slice(0, mostShown);
}
