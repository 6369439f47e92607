import { randomUUID } from "node:crypto";
import type { Engine, HostJob, LoadBudget, Workload } from "../../harness/contract/index.ts";
import { loadEngine, NativeEngine } from "../../harness/ffi/index.ts";
import { beginWorkload, bucketLowerNs, type LoadSession } from "../../harness/load/index.ts";
import { inspectEngine } from "../../harness/preflight/index.ts";
import type { EncodedHistogram, WorkloadResult } from "../../results/schema/index.ts";
import type { Bin, Sample, Side } from "./side.ts";
import type { Target } from "./target.ts";

export interface OurJob {
	readonly enginePath: string;
	readonly nullPath: string;
	readonly workload: Workload;
	readonly budget: LoadBudget;
	readonly target: Target;
	readonly capacityBlocks: number;
	readonly seed: number;
}

/** An engine of ours, measured as `assay bench` does it, once a turn. */
export class OurSide implements Side {
	readonly #session: LoadSession;
	readonly #engines: readonly Engine[];
	readonly #results: WorkloadResult[] = [];

	private constructor(session: LoadSession, engines: readonly Engine[]) {
		this.#session = session;
		this.#engines = engines;
	}

	/** Opens the engine and fills its blocks. */
	static async open(ours: OurJob): Promise<OurSide> {
		const nullEngine = openEngine(ours, ours.nullPath);
		const engine = openEngine(ours, ours.enginePath);
		const job = hostJob(ours, engine.file);
		const session = await beginWorkload(job, engine.engine, nullEngine.engine, () => {});
		return new OurSide(session, [nullEngine.engine, engine.engine]);
	}

	/** Whatever came out. */
	measure(): Promise<WorkloadResult> {
		return this.#session.measure();
	}

	async turn(): Promise<void> {
		const result = await this.measure();
		if (result.outcome !== "measured") {
			throw new Error(`${result.id} ${result.outcome}: ${result.message}`);
		}
		this.#results.push(result);
	}

	async samples(): Promise<readonly Sample[]> {
		return this.#results.map(({ iops = 0, cpuNsPerOperation, histogram, details }) => ({
			processorWaitShare: Number(details?.processorWaitShare ?? 0),
			iops,
			cpuNsPerOperation,
			latencies: histogram === undefined ? [] : binsOf(histogram),
		}));
	}

	async close(): Promise<void> {
		this.#session.end();
		for (const engine of this.#engines) engine.shutdown();
	}
}

/** By the middle of each bucket, as percentiles are. */
function binsOf({ indices, counts }: EncodedHistogram): Bin[] {
	return indices.map((bucket, at) => [
		(bucketLowerNs(bucket) + bucketLowerNs(bucket + 1)) / 2,
		counts[at] ?? 0,
	]);
}

/** The caller shuts it down. */
export function openEngine(
	ours: OurJob,
	path: string,
): { engine: Engine; file: HostJob["engine"] } {
	const inspected = inspectEngine(path);
	if (!inspected.ok) throw new Error(inspected.refusal.message);
	const { file } = inspected.prepared;
	const { blockBytes } = ours.workload;
	const config = {
		device: ours.target.path,
		block_size: blockBytes,
		capacity_blocks: ours.capacityBlocks,
	};
	const outcome = NativeEngine.initialize(
		loadEngine(file),
		file.descriptor,
		blockBytes,
		JSON.stringify(config),
	);
	if (outcome.ok) return { engine: outcome.engine, file };
	throw new Error(`${path} refused to initialize: ${outcome.status} ("${outcome.message}")`);
}

function hostJob(ours: OurJob, file: HostJob["engine"]): HostJob {
	const { workload, budget, target } = ours;
	const { path, kind, sizeBytes } = target;
	return {
		nonce: randomUUID(),
		coordinatorPid: process.pid,
		task: { kind: "workload", workload, budget, nullEngine: file },
		engine: file,
		engineConfig: {},
		target: { path, kind, sizeBytes, sectorBytes: 512, fresh: true },
		blockBytes: workload.blockBytes,
		capacityBlocks: ours.capacityBlocks,
		seed: ours.seed,
		scratchDirectory: "",
		recorderPath: "",
		streamPath: "",
		hostCommand: [],
	};
}
