import { randomBytes } from "node:crypto";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineFile, HostJob, HostTask, RunRequest, Workload } from "../contract/index.ts";
import { jobPaths } from "../host/index.ts";
import { sectorBytesOf } from "../preflight/index.ts";
import type { PlannedTask } from "./plan.ts";

/** Enough for sequences with room between blocks, small enough to be renewed in a millisecond. */
const checkBlocks = 4096;
/** Workloads of larger blocks get fewer of them, but some for each operation in flight. */
const loadBytesMax = 256 << 20;
const loadBlocksPerDepth = 4;
const blockBytesDefault = 4096;
/**
 * Room beside the blocks for what an engine needs: a log in two halves with a header for each of
 * its small blocks takes four times its capacity. Sparse, so that it costs nothing.
 */
const metadataShare = 3;
const metadataBytes = 8 << 20;
/** A scratch file's: so that two dozen blocks of 1 MiB have that room, too. */
const scratchBytes = 32 << 20;

/** The job of one task, with a scratch directory of its own below `scratch`. */
export function makeJob(
	request: RunRequest,
	task: PlannedTask,
	index: number,
	scratch: string,
): HostJob {
	const engine = fileOf(request, task.engine);
	const directory = join(scratch, `${index}-${task.id}`);
	mkdirSync(directory, { recursive: true });
	const paths = jobPaths(directory);
	const blockBytes = blockBytesOf(request, engine, task);
	const wanted = task.kind === "workload" ? loadBlocksOf(request, task.workload) : checkBlocks;
	const { path, kind, sizeBytes, capacityBlocks } = makeTarget(
		request,
		directory,
		wanted,
		blockBytes,
	);
	return {
		nonce: randomBytes(16).toString("hex"),
		coordinatorPid: process.pid,
		task: hostTask(request, task),
		engine,
		engineConfig: request.engineConfig,
		...(request.referenceEngine ? { referenceEngine: request.referenceEngine.file } : {}),
		target: { path, kind, sizeBytes, sectorBytes: sectorBytesOf(path), fresh: true },
		blockBytes,
		capacityBlocks,
		seed: request.seed,
		...(request.turns === undefined ? {} : { turns: request.turns }),
		scratchDirectory: directory,
		recorderPath: paths.recorder,
		streamPath: paths.stream,
		hostCommand: request.hostCommand,
	};
}

function loadBlocksOf(request: RunRequest, workload: Workload): number {
	const { blockBytes, depth, workers, workingSetBlocks } = workload;
	const most = Math.min(request.profile.loadBlocks, Math.floor(loadBytesMax / blockBytes));
	return workingSetBlocks ?? Math.max(most, loadBlocksPerDepth * depth * workers);
}

function fileOf(request: RunRequest, index: number): EngineFile {
	const engine = request.engines[index];
	if (engine === undefined) throw new Error(`the plan names engine ${index}, which is not there`);
	return engine.file;
}

function hostTask(request: RunRequest, task: PlannedTask): HostTask {
	const { profile } = request;
	switch (task.kind) {
		case "check":
			return {
				kind: "check",
				id: task.id,
				propertyRuns: profile.propertyRuns,
				budgetMs: profile.checkBudgetMs,
				...(request.replayPath !== undefined ? { replayPath: request.replayPath } : {}),
			};
		case "workload": {
			if (request.nullEngine === undefined) throw new Error("workloads need the null engine");
			const nullEngine = request.nullEngine.file;
			return { kind: "workload", workload: task.workload, budget: profile.load, nullEngine };
		}
		case "swap":
			return {
				kind: "swap",
				drill: task.drill,
				next: fileOf(request, task.next),
				propertyRuns: profile.propertyRuns,
			};
	}
}

function blockBytesOf(request: RunRequest, engine: EngineFile, task: PlannedTask): number {
	const asked = request.engineConfig.block_size;
	if (task.kind === "workload") return task.workload.blockBytes;
	if (typeof asked === "number") return asked;
	const { blockBytesMin, blockBytesMax } = engine.descriptor;
	return Math.min(Math.max(blockBytesDefault, blockBytesMin), blockBytesMax);
}

function makeTarget(request: RunRequest, directory: string, wanted: number, blockBytes: number) {
	const asked = request.engineConfig.capacity_blocks;
	const blocks = typeof asked === "number" ? asked : wanted;
	const { target } = request;
	if (target.mode === "scratch") {
		const path = join(directory, "target");
		const sizeBytes =
			Math.ceil((blocks * blockBytes * (1 + metadataShare)) / 4096) * 4096 + scratchBytes;
		writeFileSync(path, "");
		truncateSync(path, sizeBytes);
		return { path, kind: "file" as const, sizeBytes, capacityBlocks: blocks };
	}
	const room = Math.floor(
		(target.facts.sizeBytes - metadataBytes) / (1 + metadataShare) / blockBytes,
	);
	const sizeBytes = target.facts.sizeBytes;
	const capacityBlocks = Math.max(1, Math.min(blocks, room));
	return { path: target.path, kind: target.facts.kind, sizeBytes, capacityBlocks };
}
