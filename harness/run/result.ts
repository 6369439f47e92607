import type {
	CheckResult,
	Evidence,
	SwapResult,
	WorkloadResult,
} from "../../results/schema/index.ts";
import type { HostOutcome, Observation, RunResult, Suites } from "../contract/index.ts";
import type { PlannedTask } from "./plan.ts";

/** The harness failed at this task: an error of the run, not a verdict. */
export class TaskError extends Error {
	override name = "TaskError";
}

export interface Names {
	readonly engine: string;
	readonly next: string;
}

/** Pure: what one host process's end means for the task it was given. Throws TaskError. */
export function resultOf(
	task: PlannedTask,
	outcome: HostOutcome,
	suites: Suites,
	names: Names,
): RunResult {
	if (outcome.kind === "harness-error") throw new TaskError(outcome.message);
	if (outcome.kind === "interrupted") throw new TaskError("interrupted");
	const { engine } = names;
	switch (task.kind) {
		case "check":
			return { kind: "check", engine, result: checkResult(task.id, outcome, suites) };
		case "workload":
			return { kind: "workload", engine, result: workloadResult(task, outcome) };
		case "swap":
			return { kind: "swap", engine, result: swapResult(task.id, outcome, names) };
	}
}

type Ended = Extract<HostOutcome, { observations: readonly Observation[] }>;
type Death = { verdict: "crashed" | "hung"; message: string; evidence: Evidence };

function deathOf(outcome: Ended): Death | undefined {
	if (outcome.kind === "completed") return undefined;
	return { verdict: outcome.kind, message: outcome.message, evidence: outcome.evidence };
}

function observed<Kind extends Observation["kind"]>(outcome: Ended, kind: Kind) {
	return outcome.observations.find((one) => one.kind === kind) as
		| Extract<Observation, { kind: Kind }>
		| undefined;
}

function checkResult(id: string, outcome: Ended, suites: Suites): CheckResult {
	const check = suites.checks.find((one) => one.id === id);
	const common = {
		id,
		family: id.split(".")[0] ?? id,
		title: check?.title ?? id,
		durationMs: Math.round(outcome.durationMs),
	};
	const death = deathOf(outcome);
	if (death !== undefined) return { ...common, ...death };
	const seen = observed(outcome, "check");
	if (seen === undefined) throw new TaskError(`${id} ended without an outcome`);
	const told = seen.outcome;
	const evidence =
		told.verdict === "fail"
			? told.evidence
			: told.verdict === "pass" && told.details
				? { details: told.details }
				: undefined;
	return {
		...common,
		verdict: told.verdict,
		message: told.message,
		operations: seen.operations,
		...(evidence ? { evidence } : {}),
	};
}

function workloadResult(
	task: Extract<PlannedTask, { kind: "workload" }>,
	outcome: Ended,
): WorkloadResult {
	const seen = observed(outcome, "workload");
	const death = deathOf(outcome);
	if (seen !== undefined && death === undefined) return seen.result;
	const failure = observed(outcome, "check");
	if (death === undefined && failure === undefined) {
		throw new TaskError(`${task.id} ended without a measurement`);
	}
	const { workload } = task;
	return {
		id: workload.id,
		title: workload.title,
		outcome: death?.verdict ?? "failed",
		message: death?.message ?? failure?.outcome.message ?? "",
		blockBytes: workload.blockBytes,
		readPercent: workload.readPercent,
		queueDepth: workload.issue === "queue" ? workload.depth : 1,
		batchSize: workload.issue === "batch" ? workload.depth : 1,
		workers: workload.workers,
		durationMs: Math.round(outcome.durationMs),
		warnings: [],
		...(death ? { details: { evidence: death.evidence } } : {}),
	};
}

function swapResult(id: string, outcome: Ended, names: Names): SwapResult {
	const seen = observed(outcome, "swap");
	const death = deathOf(outcome);
	if (seen !== undefined && death === undefined) return seen.result;
	const failure = observed(outcome, "check");
	if (death === undefined && failure === undefined) {
		throw new TaskError(`${id} ended without a result`);
	}
	return {
		id,
		from: names.engine,
		to: names.next,
		verdict: death?.verdict ?? "fail",
		message: death?.message ?? failure?.outcome.message ?? "",
		count: 0,
		durationMs: Math.round(outcome.durationMs),
		...(death ? { evidence: death.evidence } : {}),
	};
}
