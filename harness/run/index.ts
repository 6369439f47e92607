import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { RunRecord } from "../../results/schema/index.ts";
import type { LoadBudget, RunRequest, Workload } from "../contract/index.ts";
import { judge } from "../gate/index.ts";
import { startJanitor, superviseHost } from "../host/index.ts";
import { startNoise } from "../preflight/index.ts";
import { releaseBelow } from "../rig/index.ts";
import { withCase } from "./cases.ts";
import { expectedMs } from "./expected.ts";
import { makeJob } from "./job.ts";
import { type PlannedTask, planTasks } from "./plan.ts";
import { addResult, emptyRecord } from "./record.ts";
import { resultOf, TaskError } from "./result.ts";
import { runTasks } from "./schedule.ts";

/** Beside the budget: starting a process, loading, opening, on a busy machine. */
const startUpMs = 10_000;

/** Runs everything asked for and judges it. Throws only where the harness cannot go on at all. */
export async function run(request: RunRequest): Promise<RunRecord> {
	const tasks = planTasks(request);
	const record = emptyRecord(request, tasks);
	const noise = startNoise();
	const janitor = startJanitor();
	const lanes = lanesOf(request);
	const expected = tasks.map((task) => expectedMs(request, task, lanes));
	const sumMs = expected.reduce((sum, each) => sum + each, 0);
	request.progress({ kind: "started", total: tasks.length, expectedMs: sumMs });
	try {
		const scratch = mkdtempSync(join(scratchParent(request), "assay-run-"));
		janitor.owns("dir", scratch);
		await runTasks(tasks, lanes, request.signal, (task, index) => {
			const engine = request.engines[task.engine]?.file.descriptor.name ?? "";
			const about = { engine, id: task.id, expectedMs: expected[index] ?? 0 };
			request.progress({ kind: "task", ...about });
			return runTask(request, record, task, index, scratch);
		});
	} finally {
		await janitor.finish();
	}
	record.noise = noise.finish();
	record.endedAt = new Date().toISOString();
	record.complete = !request.signal.aborted;
	const judged = judge(record, request.profile);
	return { ...record, gates: judged.gates, verdict: judged.verdict };
}

async function runTask(
	request: RunRequest,
	record: RunRecord,
	task: PlannedTask,
	index: number,
	scratch: string,
): Promise<void> {
	const file = request.engines[task.engine]?.file;
	if (file === undefined) throw new Error(`no engine ${task.engine}`);
	const engine = file.descriptor.name;
	const job = makeJob(request, task, index, scratch);
	const outcome = await superviseHost(job, deadlineOf(request, task), request.signal);
	releaseBelow(job.scratchDirectory);
	// Freeing what an engine wrote may wait for the disk's journal: the other lanes go on meanwhile.
	await rm(job.scratchDirectory, { recursive: true, force: true });
	if (outcome.kind === "interrupted") return;
	const next = task.kind === "swap" ? request.engines[task.next]?.file.descriptor.name : undefined;
	try {
		const result = resultOf(task, outcome, request.suites, { engine, next: next ?? engine });
		if (result.kind === "check") result.result = withCase(request, file, result.result);
		addResult(record, task.engine, result);
		request.onResult?.(result);
		const { message, durationMs } = result.result;
		const verdict = result.kind === "workload" ? result.result.outcome : result.result.verdict;
		request.progress({ kind: "finished", engine, id: task.id, verdict, message, durationMs });
	} catch (error) {
		if (!(error instanceof TaskError)) throw error;
		record.errors.push({ where: `${engine} ${task.id}`, message: error.message });
		const { message } = error;
		const durationMs = outcome.durationMs;
		request.progress({
			kind: "finished",
			engine,
			id: task.id,
			verdict: "error",
			message,
			durationMs,
		});
	}
}

function scratchParent(request: RunRequest): string {
	return request.target.mode === "scratch" ? request.target.path : request.outDirectory;
}

/**
 * Checks that share one device go one after the other. Else one more than there are processors:
 * they wait for the disk and for each other as often as they compute (63 s by two, 49 by three).
 */
function lanesOf(request: RunRequest): number {
	return request.target.mode === "scratch" ? Math.min(3, availableParallelism() + 1) : 1;
}

/** As slow as an engine may fill its blocks, in bytes a millisecond: 10 MB/s. */
const fillBytesPerMs = 10_000;
/** More than a search for a rate takes. */
const trialsMax = 64;

/** Preconditioning, the floor and a search come on top of what is measured. */
function workloadDeadline(workload: Workload, { warmUpMs, measureMs }: LoadBudget): number {
	const fillMs = (workload.blockBytes * (workload.workingSetBlocks ?? 0)) / fillBytesPerMs;
	const searchMs = workload.limit === undefined ? 0 : trialsMax * measureMs;
	const onceMs = searchMs + 4 * (warmUpMs + measureMs);
	// A round has its own warm-up, floor and verification, of up to seconds.
	const { rounds } = workload;
	const measuredMs = rounds === undefined ? onceMs : rounds.countMax * (onceMs + 5000);
	return startUpMs + 60_000 + fillMs + measuredMs;
}

function deadlineOf(request: RunRequest, task: PlannedTask): number {
	const { profile, suites } = request;
	switch (task.kind) {
		case "check": {
			const own = suites.checks.find((check) => check.id === task.id)?.deadlineMs;
			return Math.max(own ?? 0, profile.checkDeadlineMs);
		}
		case "workload":
			return workloadDeadline(task.workload, profile.load);
		case "swap":
			return (
				startUpMs + 30_000 + task.drill.swaps * (task.drill.pauseMs + task.drill.drainDeadlineMs)
			);
	}
}
