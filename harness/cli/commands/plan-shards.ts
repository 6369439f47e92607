/** Parts of a run that take about equally long: by known durations, or by estimates. Pure. */
import type { Profile, Suites } from "../../contract/index.ts";

/** What a shard holds or not as a whole: a check, workload or drill, on all engines. */
export interface Unit {
	readonly id: string;
	readonly durationMs: number;
}

export interface Scale {
	readonly engines: number;
	readonly swapPairs: number;
}

/** A host process, a target, a verification: what everything costs beside its own time. */
const overheadMs = 150;
/** Most checks are done long before their budget. */
const budgetShare = 0.3;
/** Preconditioning, the floor on the null engine and the verification. */
const aroundMeasuring = 2.5;
const swapMs = 15;

/** The same on every host, so that `--shard 2/4` needs nothing but the command line. */
export function estimatedUnits(
	suites: Suites,
	{ checkBudgetMs, load }: Profile,
	{ engines, swapPairs }: Scale,
): Unit[] {
	const checks = suites.checks.map(({ id }) => {
		return { id, durationMs: engines * (overheadMs + budgetShare * checkBudgetMs) };
	});
	const workloads = suites.workloads.map(({ id, rounds }) => {
		const onceMs = aroundMeasuring * (load.warmUpMs + load.measureMs);
		return { id, durationMs: engines * (overheadMs + onceMs * (rounds?.countMax ?? 1)) };
	});
	const swaps = suites.swaps.map(({ id, swaps: count, pauseMs }) => {
		return { id, durationMs: swapPairs * (overheadMs + count * (pauseMs + swapMs)) };
	});
	return [...checks, ...workloads, ...(swapPairs === 0 ? [] : swaps)];
}

/** The longest first, each to the shard that has least to do; ties by id and number. */
export function divided(units: readonly Unit[], count: number): Unit[][] {
	const shards = Array.from({ length: count }, (): Unit[] => []);
	const loads = new Array<number>(count).fill(0);
	const order = [...units].sort(
		(a, b) => b.durationMs - a.durationMs || (a.id < b.id ? -1 : Number(a.id > b.id)),
	);
	for (const unit of order) {
		const least = loads.indexOf(Math.min(...loads));
		shards[least]?.push(unit);
		loads[least] = (loads[least] ?? 0) + unit.durationMs;
	}
	return shards;
}

/** Known durations in place of estimates, scaled to them where only some are known. */
export function withKnown(units: readonly Unit[], known: ReadonlyMap<string, number>): Unit[] {
	const both = units.filter(({ id }) => known.has(id));
	const total = (of: (unit: Unit) => number) => both.reduce((sum, unit) => sum + of(unit), 0);
	const estimatedMs = total(({ durationMs }) => durationMs);
	const scale = estimatedMs > 0 ? total(({ id }) => known.get(id) ?? 0) / estimatedMs : 1;
	return units.map(({ id, durationMs }) => {
		return { id, durationMs: known.get(id) ?? durationMs * scale };
	});
}

export function onlyIds(suites: Suites, ids: ReadonlySet<string>): Suites {
	const isIn = ({ id }: { readonly id: string }) => ids.has(id);
	return {
		...suites,
		checks: suites.checks.filter(isIn),
		workloads: suites.workloads.filter(isIn),
		swaps: suites.swaps.filter(isIn),
	};
}
