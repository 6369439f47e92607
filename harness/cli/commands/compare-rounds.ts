/** Runs the rounds of a comparison: a fresh child process for each engine, workload and round. */
import {
	type ComparisonData,
	type ComparisonPlan,
	confirmationRounds,
	mayStop,
	type Round,
	type Slot,
	slotOrder,
	toConfirm,
	type Values,
} from "../../../results/compare/index.ts";
import type { WorkloadResult } from "../../../results/schema/index.ts";
import type { PreparedEngine, ProgressEvent, RunRequest, Workload } from "../../contract/index.ts";
import { run } from "../../run/index.ts";

export interface Contest {
	readonly plan: ComparisonPlan;
	readonly workloads: readonly Workload[];
	readonly engines: ReadonlyMap<Slot, PreparedEngine>;
	/** For one child; engine, workload and seed are filled in. */
	readonly request: Omit<RunRequest, "engines" | "suites" | "seed" | "progress" | "signal">;
	readonly signal: AbortSignal;
	readonly report: (event: ProgressEvent) => void;
}

/** Beyond this a child is no sample any more: it is a defect of the engine. */
const brokenOutcomes: ReadonlySet<WorkloadResult["outcome"]> = new Set([
	"failed",
	"crashed",
	"hung",
]);

type Broken = ComparisonData["broken"][number];

/** Until it is decided or the last look was taken; then what failed once more, independently. */
export async function contend(contest: Contest): Promise<ComparisonData> {
	const { plan, signal, engines } = contest;
	const rounds: Round[] = [];
	const broken: Broken[] = [];
	const goesOn = () => !signal.aborted && broken.length === 0;
	let look = 0;
	const most = plan.looks.at(-1) ?? 0;
	const total = most * contest.workloads.length * engines.size;
	contest.report({ kind: "started", total });
	for (let index = 0; goesOn(); index++) {
		for (const [at, workload] of contest.workloads.entries()) {
			const order = slotOrder([...engines.keys()], plan.seed, at, index);
			const told = `round ${index + 1}/${most}`;
			const seed = plan.seed + index;
			const round = await turn(contest, { workload, order, index, seed, told }, broken);
			if (round !== undefined) rounds.push(round);
			if (!goesOn()) break;
		}
		if (!goesOn()) break;
		if (index + 1 < (plan.looks[look] ?? 0)) continue;
		if (mayStop(rounds, plan, look)) break;
		look++;
	}
	const failed = goesOn() ? toConfirm(rounds, plan, look) : [];
	const confirmation: Round[] = [];
	const last = confirmationRounds(plan, look);
	if (failed.length > 0) {
		contest.report({ kind: "note", message: `slower: ${failed.join(", ")}; measuring once more` });
		contest.report({ kind: "started", total: last * failed.length * 2 });
	}
	for (let index = 0; index < last && failed.length > 0; index++) {
		for (const [at, workload] of contest.workloads.entries()) {
			if (!failed.includes(workload.id) || !goesOn()) continue;
			const order = slotOrder(["baseline", "candidate"], plan.seed, 1000 + at, index);
			const seed = plan.seed + 1_000_000 + index;
			const told = `confirmation ${index + 1}/${last}`;
			const round = await turn(contest, { workload, order, index, seed, told }, broken);
			if (round !== undefined) confirmation.push(round);
		}
	}
	return { plan, rounds, confirmation, broken, complete: !signal.aborted };
}

interface Turn {
	readonly workload: Workload;
	readonly order: readonly Slot[];
	readonly index: number;
	readonly seed: number;
	/** The round, for people. */
	readonly told: string;
}

async function turn(
	contest: Contest,
	{ workload, order, index, seed, told }: Turn,
	broken: Broken[],
): Promise<Round | undefined> {
	const values: Partial<Record<Slot, Values>> = {};
	for (const slot of order) {
		const engine = contest.engines.get(slot);
		if (engine === undefined) continue;
		const name = { engine: slot, id: workload.id };
		contest.report({ kind: "task", ...name, round: told });
		const result = await measure(contest, workload, engine, seed);
		if (result === undefined) return undefined;
		const { message, durationMs } = result;
		contest.report({
			...{ kind: "finished", ...name },
			...{ verdict: result.outcome, message, durationMs },
		});
		const { outcome, mismatchedBlocks = 0, errors = 0 } = result;
		if (brokenOutcomes.has(outcome) || mismatchedBlocks > 0 || errors > 0) {
			const isCandidate = slot === "candidate";
			const wrong = mismatchedBlocks > 0 ? "read wrong data" : outcome;
			const message = `${slot}, ${workload.id}: ${wrong}: ${result.message}`;
			broken.push({ slot: isCandidate ? "candidate" : "baseline", message });
			return undefined;
		}
		values[slot] = valuesOf(result);
	}
	return { workload: workload.id, index, order, values };
}

async function measure(
	{ request, signal }: Contest,
	workload: Workload,
	engine: PreparedEngine,
	seed: number,
): Promise<WorkloadResult | undefined> {
	const record = await run({
		...request,
		engines: [engine],
		suites: { checks: [], victims: [], swaps: [], workloads: [workload] },
		seed,
		progress: () => {},
		signal,
	});
	const [error] = record.errors;
	if (error !== undefined) throw new Error(`${error.where}: ${error.message}`);
	return record.engines[0]?.workloads[0];
}

/** The metrics that are judged, and the quantiles that are shown. */
function valuesOf({ outcome, iops, latencyNs = {} }: WorkloadResult): Values {
	if (outcome !== "measured") return {};
	const { p50, p90, p99, p999 } = latencyNs;
	const all = { iops, p50Ns: p50, p90Ns: p90, p99Ns: p99, p999Ns: p999 };
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
