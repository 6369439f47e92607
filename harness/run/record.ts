import {
	type EngineResult,
	type RunPlan,
	type RunRecord,
	type Shard,
	schemaVersion,
} from "../../results/schema/index.ts";
import type { PreparedEngine, RunRequest, RunResult } from "../contract/index.ts";
import { type PlannedTask, planTasks } from "./plan.ts";

/** The record before anything ran. It grows by `addResult`; gates come at the end. */
export function emptyRecord(request: RunRequest, tasks: readonly PlannedTask[]): RunRecord {
	const now = new Date().toISOString();
	return {
		schemaVersion,
		assayVersion: request.assayVersion,
		command: request.command,
		startedAt: now,
		endedAt: now,
		complete: false,
		profile: request.profile.name,
		plan: planOf(request, tasks),
		seed: request.seed,
		options: { ...request.options },
		verdict: "inconclusive",
		host: request.host,
		target: request.target.facts,
		noise: {},
		engines: request.engines.map((engine, index) =>
			emptyEngine(engine, index === request.baseline),
		),
		gates: [],
		errors: [],
		...(request.baselineNumbers ? { baselineNumbers: request.baselineNumbers } : {}),
		...(request.shard ? { shard: shardOf(request, request.shard) } : {}),
	};
}

/** A shard says what the whole is: what is missing of it shows when the shards are joined. */
function shardOf(request: RunRequest, shard: NonNullable<RunRequest["shard"]>): Shard {
	const { index, count, whole } = shard;
	const all = { ...request, suites: whole };
	return { index, count, whole: planOf(all, planTasks(all)) };
}

/** What the tasks set out to show; judging tells from it what is missing. */
function planOf(request: RunRequest, tasks: readonly PlannedTask[]): RunPlan {
	const ids = (kind: PlannedTask["kind"]) => [
		...new Set(tasks.filter((task) => task.kind === kind).map((task) => task.id)),
	];
	const nameOf = (index: number) => request.engines[index]?.file.descriptor.name ?? String(index);
	const swaps = tasks.flatMap((task) =>
		task.kind === "swap"
			? [{ id: task.id, from: nameOf(task.engine), to: nameOf(task.next), count: task.drill.swaps }]
			: [],
	);
	return { checks: ids("check"), workloads: ids("workload"), swaps };
}

function emptyEngine({ file, findings }: PreparedEngine, isBaseline: boolean): EngineResult {
	const { descriptor } = file;
	return {
		name: descriptor.name,
		role: isBaseline ? "baseline" : "candidate",
		vendor: descriptor.vendor,
		version: descriptor.version,
		path: file.path,
		digest: file.digest,
		fileBytes: file.fileBytes,
		capabilities: [...descriptor.capabilities],
		guarantees: [...descriptor.guarantees],
		findings: [...findings],
		checks: [],
		workloads: [],
		swaps: [],
	};
}

export function addResult(record: RunRecord, engineIndex: number, result: RunResult): void {
	const engine = record.engines[engineIndex];
	if (engine === undefined) throw new Error(`the record has no engine ${engineIndex}`);
	switch (result.kind) {
		case "check":
			engine.checks.push(result.result);
			return;
		case "workload":
			engine.workloads.push(result.result);
			return;
		case "swap":
			engine.swaps.push(result.result);
	}
}
