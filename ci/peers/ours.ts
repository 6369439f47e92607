import { randomUUID } from "node:crypto";
import type { Engine, HostJob, LoadBudget, Workload } from "../../harness/contract/index.ts";
import { NativeEngine, openLibrary, readEngineImage } from "../../harness/ffi/index.ts";
import { beginWorkload } from "../../harness/load/index.ts";
import { inspectEngine } from "../../harness/preflight/index.ts";
import type { Sample } from "./fio.ts";

export interface OurSide {
	measure(): Promise<Sample>;
	close(): void;
}

export interface OurJob {
	readonly enginePath: string;
	readonly nullPath: string;
	readonly workload: Workload;
	readonly budget: LoadBudget;
	readonly targetPath: string;
	readonly sizeBytes: number;
	readonly capacityBlocks: number;
	readonly seed: number;
}

/** Opens the engine, fills its blocks, measures as often as asked, as `assay bench` does. */
export async function openOurs(ours: OurJob): Promise<OurSide> {
	const engine = openEngine(ours, ours.enginePath);
	const nullEngine = openEngine(ours, ours.nullPath);
	const shutDown = (): void => {
		nullEngine.engine.shutdown();
		engine.engine.shutdown();
	};
	const job = hostJob(ours, engine.file);
	const session = await beginWorkload(job, engine.engine, nullEngine.engine, () => {});
	return {
		async measure() {
			const result = await session.measure();
			if (result.outcome !== "measured" || result.iops === undefined) {
				throw new Error(`${ours.workload.id} ${result.outcome}: ${result.message}`);
			}
			return {
				iops: result.iops,
				p50: result.latencyNs?.p50,
				p99: result.latencyNs?.p99,
				cpuNsPerOperation: result.cpuNsPerOperation,
			};
		},
		close() {
			session.end();
			shutDown();
		},
	};
}

function openEngine(ours: OurJob, path: string): { engine: Engine; file: HostJob["engine"] } {
	const inspected = inspectEngine(path);
	if (!inspected.ok) throw new Error(inspected.refusal.message);
	const { file } = inspected.prepared;
	const { blockBytes } = ours.workload;
	const config = {
		device: ours.targetPath,
		block_size: blockBytes,
		capacity_blocks: ours.capacityBlocks,
	};
	const outcome = NativeEngine.initialize(
		openLibrary(readEngineImage(file)),
		file.descriptor,
		blockBytes,
		JSON.stringify(config),
	);
	if (outcome.ok) return { engine: outcome.engine, file };
	throw new Error(`${path} refused to initialize: ${outcome.status} ("${outcome.message}")`);
}

function hostJob(ours: OurJob, file: HostJob["engine"]): HostJob {
	const { workload, budget, targetPath: path, sizeBytes } = ours;
	return {
		nonce: randomUUID(),
		coordinatorPid: process.pid,
		task: { kind: "workload", workload, budget, nullEngine: file },
		engine: file,
		engineConfig: {},
		target: { path, kind: "file", sizeBytes, fresh: true },
		blockBytes: workload.blockBytes,
		capacityBlocks: ours.capacityBlocks,
		seed: ours.seed,
		scratchDirectory: "",
		recorderPath: "",
		streamPath: "",
		hostCommand: [],
	};
}
