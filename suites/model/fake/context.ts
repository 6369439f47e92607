import {
	type Capability,
	type CheckContext,
	type ConcurrentOutcome,
	type ConcurrentPlan,
	type Engine,
	type EngineConfig,
	type EngineDescriptor,
	EngineFailure,
	type Guarantee,
	type OpenOutcome,
	type ProcessFacts,
	VictimLog,
	type VictimPlan,
	type VictimReport,
	type VictimScript,
} from "../../../harness/contract/index.ts";
import type { FakeParts } from "./blocks.ts";
import { FakeClients } from "./concurrent.ts";
import { FakeDevice, type FakeLimits } from "./device.ts";
import type { FakeEngine } from "./engine.ts";
import { initializeFake } from "./initialize.ts";
import { FakeBuffer } from "./memory.ts";
import { quietProcess } from "./process.ts";

export interface FakeOptions {
	readonly engine?: new (parts: FakeParts) => FakeEngine;
	readonly capabilities?: readonly Capability[];
	readonly guarantees?: readonly Guarantee[];
	readonly blockBytes?: number;
	readonly capacityBlocks?: number;
	readonly propertyRuns?: number;
	readonly budgetMs?: number;
	readonly seed?: number;
	readonly replayPath?: string;
	readonly victims?: readonly VictimScript[];
	/** Process facts that a defect changes. */
	readonly process?: Partial<ProcessFacts>;
	/** Replaces initialize: for defects in reading the configuration. */
	readonly openText?: (honest: (text: string) => OpenOutcome, text: string) => OpenOutcome;
}

const everyCapability: readonly Capability[] = [
	"batch",
	"lease",
	"queue",
	"health",
	"metrics",
	"logging",
	"fallback",
	"swap",
];

class Killed extends Error {}

/** Test support: what a check sees, over fake engines, in this process. */
export class FakeContext implements CheckContext {
	readonly descriptor: EngineDescriptor;
	readonly seed: number;
	readonly replayPath: string | undefined;
	readonly propertyRuns: number;
	readonly budgetMs: number;
	readonly blockBytes: number;
	readonly capacityBlocks: number;
	readonly target: FakeDevice;
	readonly limits: FakeLimits = {};
	readonly devices = new Map<string, FakeDevice>();
	readonly host: FakeParts["host"] & { descriptors: string[] };
	readonly process: ProcessFacts;
	readonly options: FakeOptions;

	constructor(options: FakeOptions = {}, target?: FakeDevice) {
		this.options = options;
		this.descriptor = {
			name: "fake",
			vendor: "assay",
			build: "test",
			version: "1.0.0",
			abiVersion: { major: 1, minor: 0 },
			capabilities: options.capabilities ?? everyCapability,
			guarantees: options.guarantees ?? ["thread-safe", "durable-at-flush", "atomic-blocks"],
			blockBytesMin: 512,
			blockBytesMax: 65536,
			bufferAlignment: 512,
		};
		this.seed = options.seed ?? 1;
		this.replayPath = options.replayPath;
		this.propertyRuns = options.propertyRuns ?? 30;
		this.budgetMs = options.budgetMs ?? 700;
		this.blockBytes = options.blockBytes ?? 1024;
		this.capacityBlocks = options.capacityBlocks ?? 4096;
		const sizeBytes = this.capacityBlocks * this.blockBytes + 8192;
		this.target = target ?? new FakeDevice(sizeBytes, this.limits, this.devices);
		this.devices.set(this.target.path, this.target);
		this.host = { lastError: "", descriptors: ["0", "1", "2"], nowNs: () => this.nowNs() };
		this.process = { ...quietProcess(this.host.descriptors), ...options.process };
	}

	get faults() {
		const { limits } = this;
		return {
			limitFileSize(bytes: number | undefined): void {
				limits.fileSizeBytes = bytes;
			},
			limitDescriptors(count: number | undefined): void {
				limits.descriptors = count;
			},
			limitLockedMemory(bytes: number | undefined): void {
				limits.lockedBytes = bytes;
			},
		};
	}

	allocate(bytes: number): FakeBuffer {
		return new FakeBuffer(bytes);
	}

	open(config: EngineConfig = {}): OpenOutcome {
		const base = {
			device: this.target.path,
			block_size: this.blockBytes,
			capacity_blocks: this.capacityBlocks,
		};
		return this.openText(JSON.stringify({ ...base, ...config }));
	}

	openText(text: string): OpenOutcome {
		const honest = (given: string): OpenOutcome => initializeFake(this, given);
		return this.options.openText?.(honest, text) ?? honest(text);
	}

	mustOpen(config: EngineConfig = {}): Engine {
		const outcome = this.open(config);
		if (outcome.ok) return outcome.engine;
		throw new EngineFailure(`initialize refused: ${outcome.status} (${outcome.message})`);
	}

	nowNs(): number {
		return performance.now() * 1e6;
	}

	sleepMs(milliseconds: number): void {
		Bun.sleepSync(milliseconds);
	}

	/** In this process: the script is stopped by an exception, the engine is dropped as it is. */
	async victim(plan: VictimPlan): Promise<VictimReport> {
		const script = this.options.victims?.find((one) => one.id === plan.script);
		if (script === undefined) throw new Error(`no victim script ${plan.script}`);
		const child = new FakeContext({ ...this.options, seed: plan.seed }, this.target);
		let steps = 0;
		try {
			const acknowledged = (step: number) => {
				steps = step;
				if (step >= plan.killAfterSteps) throw new Killed();
			};
			await script.run(child, plan.parameters, acknowledged, new VictimLog(new Int32Array(16)));
		} catch (error) {
			if (!(error instanceof Killed)) throw error;
			this.target.serving = undefined;
			return { steps, killed: true, message: "killed" };
		}
		return { steps, killed: false, message: "ended by itself" };
	}

	async concurrent(engine: Engine, plan: ConcurrentPlan): Promise<ConcurrentOutcome> {
		// Clients are other threads, whose last error is another one.
		const { lastError } = this.host;
		const outcome = new FakeClients(engine, plan, this.allocate(engine.blockBytes)).run();
		this.host.lastError = lastError;
		return outcome;
	}

	async startVictim(): Promise<never> {
		throw new Error("a fake context has one process");
	}

	async writers(): Promise<never> {
		throw new Error("a fake context has one process");
	}

	readonly swapUnderWriters = () => this.writers();

	async rig(): Promise<never> {
		throw new Error("a fake context has no devices");
	}

	loopDevice(): never {
		throw new Error("a fake context has no devices");
	}

	fileSystem(): never {
		throw new Error("a fake context has no devices");
	}

	operations(): number {
		return 0;
	}
}
