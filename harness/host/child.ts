import { readFileSync } from "node:fs";
import type { EngineConfig, EngineFile, HostJob, TaskRunners } from "../contract/index.ts";
import { EngineFailure, queueDepthDefault } from "../contract/index.ts";
import {
	attachRecorder,
	dieWithParent,
	LoadRefused,
	loadEngine,
	NativeEngine,
} from "../ffi/index.ts";
import { runCheck, runVictimScript } from "./check-task.ts";
import { mergedConfig } from "./config.ts";
import { ObservationWriter } from "./stream.ts";
import { openTarget } from "./target.ts";

/**
 * The host process: one task over one engine, told in the stream. Returns when the stream is
 * terminated; the caller exits at once, so that nothing of the plugin keeps the process alive.
 */
export async function runHost(jobPath: string, runners: TaskRunners): Promise<void> {
	const job = JSON.parse(readFileSync(jobPath, "utf8")) as HostJob;
	// The leash, our parent, kills us when the coordinator ends; this is for its own end.
	if (!dieWithParent(process.ppid)) return;
	const stream = new ObservationWriter(job.streamPath, job.nonce);
	attachRecorder(job.recorderPath, 0);
	try {
		await runTask(job, runners, stream);
	} catch (error) {
		if (error instanceof EngineFailure || error instanceof LoadRefused) {
			reportEngineFailure(stream, error);
		} else {
			const { message, stack } = error as Error;
			stream.write({ kind: "error", message: `${message}`, ...(stack ? { stack } : {}) });
		}
	}
	stream.end();
}

async function runTask(
	job: HostJob,
	runners: TaskRunners,
	stream: ObservationWriter,
): Promise<void> {
	const { task } = job;
	switch (task.kind) {
		case "check":
			return runCheck(job, task, runners.suites, stream);
		case "victim":
			return runVictimScript(job, task, runners);
		// Both begin on a zeroed target, as checks do: on a device the task before left its blocks.
		case "workload": {
			const unfit = await runners.unfitWorkload(job);
			if (unfit !== undefined) {
				stream.write({ kind: "workload", result: unfit });
				return;
			}
			openTarget(job);
			const engine = openForLoad(job, job.engine, job.engineConfig);
			const nullEngine = openForLoad(job, task.nullEngine, {});
			const result = await runners.workload(job, engine, nullEngine, (message) =>
				stream.write({ kind: "progress", message }),
			);
			stream.write({ kind: "workload", result });
			return;
		}
		case "swap": {
			openTarget(job);
			const result = await runners.swap(job, (message) =>
				stream.write({ kind: "progress", message }),
			);
			stream.write({ kind: "swap", result });
		}
	}
}

/** A queue that is deeper than the default has to be asked for when the engine is opened. */
function queueDepthFor({ task }: HostJob): EngineConfig {
	if (task.kind !== "workload" || task.workload.issue !== "queue") return {};
	const { depth } = task.workload;
	return depth > queueDepthDefault ? { queue_depth: depth } : {};
}

function openForLoad(job: HostJob, file: EngineFile, config: EngineConfig): NativeEngine {
	const engineConfig = { ...queueDepthFor(job), ...config };
	const merged = mergedConfig({ ...job, engineConfig }, job.target.path, {});
	const outcome = NativeEngine.initialize(
		loadEngine(file),
		file.descriptor,
		job.blockBytes,
		JSON.stringify(merged),
	);
	if (outcome.ok) return outcome.engine;
	throw new EngineFailure(
		`${file.descriptor.name} refused to initialize: ${outcome.status} ("${outcome.message}")`,
	);
}

function reportEngineFailure(stream: ObservationWriter, error: Error): void {
	const { message } = error;
	const evidence = error instanceof EngineFailure ? error.evidence : undefined;
	const outcome = { verdict: "fail" as const, message, ...(evidence ? { evidence } : {}) };
	// Workloads and swaps are judged by the coordinator from this, too: it knows what it asked for.
	stream.write({ kind: "check", outcome, operations: 0 });
}
