import type { ClientMix } from "../contract/index.ts";
import type { NotedProblem } from "./client-log.ts";

export const telemetryCalls = ["health", "metrics", "logging"] as const;
export type TelemetryCall = (typeof telemetryCalls)[number];

/** What a client thread is told, and where it writes: columns of its own in shared memory. */
export interface ClientJob {
	readonly client: number;
	readonly clients: number;
	/** The thread that it has, and its lane of the flight recorder. */
	readonly seat: number;
	readonly table: number;
	readonly blockBytes: number;
	readonly blocks: readonly number[];
	readonly steps: number;
	readonly untilNs: number;
	readonly mix: ClientMix;
	readonly batchSize: number;
	/** See ConcurrentPlan; only of a client whose loop is in C. */
	readonly shiftBytes: number;
	readonly queueDepth: number;
	readonly seed: number;
	readonly epoch: number;
	readonly absentReadsZeros: boolean;
	/** What of it the engine has. */
	readonly telemetry: readonly TelemetryCall[];
	/** A lease that another thread took, for this one to release; 0: none. */
	readonly leased: number;
	readonly recorderPath: string;
	/** See client-barrier.ts. */
	readonly barrier: SharedArrayBuffer;
	readonly columns: ClientColumns;
}

/** Rows are operations on one block: an item of a batch is a row. */
export interface ClientColumns {
	readonly capacity: number;
	readonly block: SharedArrayBuffer;
	readonly kind: SharedArrayBuffer;
	readonly value: SharedArrayBuffer;
	readonly startNs: SharedArrayBuffer;
	readonly endNs: SharedArrayBuffer;
}

/** What a client posts when it is done. */
export interface ClientReport {
	readonly client: number;
	readonly rows: number;
	readonly problems: readonly NotedProblem[];
	readonly problemsTotal: number;
}

export function makeColumns(capacity: number): ClientColumns {
	return {
		capacity,
		block: new SharedArrayBuffer(capacity * 4),
		kind: new SharedArrayBuffer(capacity),
		value: new SharedArrayBuffer(capacity * 4),
		startNs: new SharedArrayBuffer(capacity * 8),
		endNs: new SharedArrayBuffer(capacity * 8),
	};
}

/** Views over columns: where a client appends, and the coordinator reads after it ended. */
export function viewColumns(columns: ClientColumns) {
	return {
		block: new Int32Array(columns.block),
		kind: new Uint8Array(columns.kind),
		value: new Int32Array(columns.value),
		start: new Float64Array(columns.startNs),
		end: new Float64Array(columns.endNs),
	};
}
