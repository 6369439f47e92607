import type { EngineConfig, EngineFile } from "../contract/index.ts";
import type { NativeEngine } from "../ffi/index.ts";
import type {
	EngineSlot,
	HandOver,
	HandOverDeadlines,
	HandOverRehearsal,
	HandOverStage,
} from "../ffi/slot.ts";
import { PluginRefused } from "./catalogue/refusal.ts";
import type { OpeningStage, Retirement } from "./running.ts";

export interface ManagerOptions {
	readonly slot: EngineSlot;
	readonly blockBytes: number;
	/** Without `standby`: the manager adds it where it belongs. */
	readonly config: EngineConfig;
	readonly deadlines: HandOverDeadlines;
}

export type SwapStage = OpeningStage | HandOverStage;

export type SwapOutcome =
	| { kind: "swapped"; from: string; to: string; handOver: HandOver; retirement: Retirement }
	| {
			/** The engine that served before goes on serving. */
			kind: "rolled-back";
			from: string;
			to: string;
			stage: SwapStage;
			status: number | undefined;
			message: string;
			handOver?: HandOver;
	  };

/** What a caller wants done or seen at certain moments of a swap. */
export interface SwapOptions {
	/** Laid over the manager's configuration, for this engine. */
	readonly config?: EngineConfig;
	/** False: the old engine quiesces with all that it has deferred. A longer stall. */
	readonly flushAhead?: boolean;
	readonly rehearsal?: HandOverRehearsal | undefined;
	readonly handOverStarts?: () => void;
	readonly handOverEnded?: (handOver: HandOver) => void;
	/** The old engine, handed over from and not yet shut down. */
	readonly retiring?: (old: NativeEngine) => void;
}

/** What a drill asks of whoever swaps. */
export interface SwapManager {
	register(file: EngineFile, id: string): string;
	enable(id: string): void;
	swap(to: string, options?: SwapOptions): SwapOutcome;
	disable(id: string): Retirement;
	readonly serving: { readonly id: string; readonly engine: NativeEngine } | undefined;
}

/** The engine refused to be enabled: its fault, not the harness's. */
export class EnableRefused extends Error {
	override name = "EnableRefused";
}

export function shuttingDown(): PluginRefused {
	return new PluginRefused("shutting-down", "the plugin manager is shutting down: start another");
}

export function stillBusy(id: string): PluginRefused {
	const message = `${id} has not come back from a call of an earlier swap: replace it by force`;
	return new PluginRefused("busy", message);
}
