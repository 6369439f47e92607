import type { EngineResult, GateResult, RunRecord, Verdict } from "../../results/schema/index.ts";
import { counted, type Finding, gate, listed } from "./result.ts";

const threshold = "exactly 1 result for each planned check, workload and drill";

/**
 * Is the record whole? Compared with the plan, not with itself: a run that loses a check on its way
 * looks just like a run that never had it. Passing or failing is for the other gates.
 */
export function runGates(record: RunRecord): GateResult[] {
	return [gate("run.complete", "", completeness(record))];
}

/** Something of this engine was concluded; an engine that nothing applies to shows nothing. */
function concluded(record: RunRecord, engine: EngineResult): boolean {
	const swaps = record.engines.flatMap((each) => each.swaps);
	return (
		engine.checks.some((check) => isVerdict(check.verdict)) ||
		engine.workloads.some((workload) => workload.outcome === "measured") ||
		swaps.some(
			(swap) => isVerdict(swap.verdict) && (swap.from === engine.name || swap.to === engine.name),
		)
	);
}

function isVerdict(verdict: Verdict): boolean {
	return verdict !== "not-applicable" && verdict !== "could-not-run";
}

function completeness(record: RunRecord): Finding {
	const { plan } = record;
	const planned = plan.checks.length + plan.workloads.length;
	const baselines = record.engines.filter((engine) => engine.role === "baseline").length;
	const total =
		planned * record.engines.length - plan.checks.length * baselines + plan.swaps.length;
	const problems = record.engines.flatMap((engine) => [
		...differences(engine, "check", checksOf(record, engine), engine.checks),
		...differences(engine, "workload", plan.workloads, engine.workloads),
	]);
	problems.push(...swapDifferences(record));
	if (total === 0) {
		return inconclusive("0 results planned", "Nothing was selected: zero results are no pass.");
	}
	if (!record.complete) {
		return inconclusive("interrupted", "The run was interrupted: what is missing was not shown.");
	}
	if (problems.length > 0) {
		return inconclusive(counted(problems.length, "difference"), `${listed(problems)}.`);
	}
	const blank = record.engines.filter((engine) => !concluded(record, engine));
	if (blank.length > 0) {
		const names = listed(blank.map((engine) => engine.name));
		return inconclusive("nothing concluded", `Nothing was concluded about ${names}.`);
	}
	const observed = `${total} of ${counted(total, "result")}`;
	return { result: "pass", observed, threshold, message: "Everything planned has its result." };
}

/** A baseline is not checked. */
function checksOf(record: RunRecord, engine: EngineResult): readonly string[] {
	return engine.role === "baseline" ? [] : record.plan.checks;
}

function inconclusive(observed: string, message: string): Finding {
	return { result: "inconclusive", observed, threshold, message };
}

function differences(
	engine: EngineResult,
	noun: string,
	planned: readonly string[],
	results: readonly { id: string }[],
): string[] {
	return compare(
		planned,
		results.map((result) => result.id),
	).map((difference) => `${engine.name}: ${noun} ${difference}`);
}

function swapDifferences(record: RunRecord): string[] {
	const key = (swap: { id: string; from: string; to: string }) =>
		`${swap.id} ${swap.from} -> ${swap.to}`;
	const found = record.engines.flatMap((engine) => engine.swaps.map(key));
	return compare(record.plan.swaps.map(key), found).map((difference) => `swap ${difference}`);
}

/** As multisets: a result that is there twice is as suspicious as one that is missing. */
function compare(planned: readonly string[], found: readonly string[]): string[] {
	const balance = new Map<string, number>();
	for (const id of planned) {
		balance.set(id, (balance.get(id) ?? 0) + 1);
	}
	for (const id of found) {
		balance.set(id, (balance.get(id) ?? 0) - 1);
	}
	return [...balance]
		.filter(([, count]) => count !== 0)
		.map(([id, count]) => `${id} ${count > 0 ? "is missing" : "was not planned"}`);
}
